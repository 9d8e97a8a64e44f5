"""Speaking to an OpenAI-compatible server: vLLM, SGLang, llama-server, LM Studio, LiteLLM, the labs' own APIs.

Nothing is imported here; `client` is imported when the first such host is used.
"""
