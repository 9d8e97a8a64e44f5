<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutTag</name>
    <message>
        <source>Pull</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>About the installed model</source>
        <translation>关于已安装的模型</translation>
    </message>
    <message>
        <source>Connect to a server…</source>
        <translation>连接服务器…</translation>
    </message>
    <message>
        <source>Opens the settings of the host</source>
        <translation>打开服务的设置</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>出自</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>在本机</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>On a server</source>
        <translation>在服务器上</translation>
    </message>
    <message>
        <source>Good for</source>
        <translation>适合</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>To download</source>
        <translation>下载大小</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化规格</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} token</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Released</source>
        <translation>发布</translation>
    </message>
    <message>
        <source>Needs</source>
        <translation>需要</translation>
    </message>
    <message>
        <source>Ollama {version} or newer</source>
        <translation>Ollama {version} 或更新版本</translation>
    </message>
    <message>
        <source>Known from</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>vLLM, SGLang or llama-server can run it on a computer with enough memory, or on several; connect to that server under Settings, Host. The document “Models on servers” (docs/servers.md) shows how.</source>
        <translation>vLLM、SGLang 或 llama-server 可以在内存足够的一台或多台电脑上运行它；请在“设置 → 服务”中连接那个服务器。文档“Models on servers”（docs/servers.md）说明了做法。</translation>
    </message>
    <message>
        <source>{whole}, of which {active} work for each word</source>
        <translation>{whole}，激活 {active}</translation>
    </message>
    <message>
        <source>The built-in engine runs it.</source>
        <translation>内置引擎可以运行。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Capabilities</source>
        <translation>能力</translation>
    </message>
    <message>
        <source> {model} is the same in a form that it can run.</source>
        <translation>{model} 是同一模型的可运行版本。</translation>
    </message>
    <message>
        <source>The built-in engine cannot run it; Ollama can.</source>
        <translation>内置引擎无法运行，Ollama 可以。</translation>
    </message>
    <message>
        <source>Whether the built-in engine runs it was not checked.</source>
        <translation>尚未验证内置引擎能否运行。</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Facts of {date}.</source>
        <translation>资料截至 {date}。</translation>
    </message>
    <message>
        <source>Not confirmed: {fields}.</source>
        <translation>未经确认：{fields}。</translation>
    </message>
</context>
<context>
    <name>Accelerations</name>
    <message>
        <source>{accepted} of {drafted} drafted tokens accepted</source>
        <translation>预测了 {drafted} token，采用 {accepted} 个</translation>
    </message>
    <message>
        <source>drafts on, none made</source>
        <translation>开启了预测，没有用上</translation>
    </message>
    <message>
        <source>no drafts</source>
        <translation>没有预测</translation>
    </message>
    <message>
        <source>context in {type}</source>
        <translation>上下文用 {type}</translation>
    </message>
    <message numerus="yes">
        <source>%n prompt token(s) from the cache</source>
        <translation>
            <numerusform>提示中 %n token 来自缓存</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them from disk</source>
        <translation>
            <numerusform>其中 %n 个来自磁盘</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n 个线程</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Switch model…</source>
        <translation>切换模型…</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Find in this conversation…</source>
        <translation>在此对话中查找…</translation>
    </message>
    <message>
        <source>Search all conversations…</source>
        <translation>搜索所有对话…</translation>
    </message>
    <message>
        <source>Send message</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <source>Stop the reply</source>
        <translation>停止回复</translation>
    </message>
    <message>
        <source>Copy last reply</source>
        <translation>复制最后一条回复</translation>
    </message>
    <message>
        <source>Retry last reply</source>
        <translation>重新生成最后一条回复</translation>
    </message>
    <message>
        <source>Show or hide token probabilities</source>
        <translation>显示或隐藏 token 概率</translation>
    </message>
    <message>
        <source>Pull model…</source>
        <translation>下载模型…</translation>
    </message>
    <message>
        <source>Go to Chat</source>
        <translation>转到对话</translation>
    </message>
    <message>
        <source>Go to Compare</source>
        <translation>转到对比</translation>
    </message>
    <message>
        <source>Go to Evaluate</source>
        <translation>转到评测</translation>
    </message>
    <message>
        <source>Go to Models</source>
        <translation>转到模型</translation>
    </message>
    <message>
        <source>Go to Workshop</source>
        <translation>转到工坊</translation>
    </message>
    <message>
        <source>Go to Speed</source>
        <translation>转到速度</translation>
    </message>
    <message>
        <source>Show or hide the sidebar</source>
        <translation>显示或隐藏侧边栏</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Normal text size</source>
        <translation>恢复默认文字大小</translation>
    </message>
    <message>
        <source>All actions…</source>
        <translation>所有操作…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>AdapterField</name>
    <message>
        <source>Choose an adapter…</source>
        <translation>选择适配器…</translation>
    </message>
    <message>
        <source>Take the adapter away</source>
        <translation>移除适配器</translation>
    </message>
    <message>
        <source>An adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>GGUF files (*.gguf)</source>
        <translation>GGUF 文件 (*.gguf)</translation>
    </message>
</context>
<context>
    <name>AdaptersTab</name>
    <message>
        <source>Asking the engine…</source>
        <translation>正在请求引擎…</translation>
    </message>
    <message>
        <source>Reading the file</source>
        <translation>正在读取文件</translation>
    </message>
    <message>
        <source>Merging the adapters</source>
        <translation>正在合并适配器</translation>
    </message>
    <message>
        <source>Converting the adapter</source>
        <translation>正在转换适配器</translation>
    </message>
    <message>
        <source>Calculating the checksum</source>
        <translation>正在计算校验和</translation>
    </message>
    <message>
        <source>{model} is made.</source>
        <translation>{model} 已生成。</translation>
    </message>
    <message>
        <source>Given up; nothing was made.</source>
        <translation>已取消，没有生成任何模型。</translation>
    </message>
    <message>
        <source>A LoRA adapter</source>
        <translation>LoRA 适配器</translation>
    </message>
    <message>
        <source>LoRA adapters (*.gguf)</source>
        <translation>LoRA 适配器 (*.gguf)</translation>
    </message>
    <message>
        <source>A folder with adapter_config.json</source>
        <translation>含 adapter_config.json 的文件夹</translation>
    </message>
    <message>
        <source>A model with this adapter</source>
        <translation>带此适配器的模型</translation>
    </message>
    <message>
        <source>{model} stays as it is. The new model shares its file.</source>
        <translation>{model} 保持不变。新模型与它共用文件。</translation>
    </message>
    <message>
        <source>Merge into a new model</source>
        <translation>合并为新模型</translation>
    </message>
    <message>
        <source>The weights are changed once and for all in a copy, which takes {size} more on the disk; {model} stays as it is.</source>
        <translation>适配器将永久写入权重的副本，另占磁盘空间 {size}；{model} 保持不变。</translation>
    </message>
    <message>
        <source>Adapters of {model}</source>
        <translation>{model} 的适配器</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>请先选择模型。</translation>
    </message>
    <message>
        <source>This model has no adapters yet. Drop a LoRA file here, or choose one.</source>
        <translation>此模型还没有适配器。请将 LoRA 文件拖到此处，或选择文件。</translation>
    </message>
    <message>
        <source>The model is being read…</source>
        <translation>正在读取模型…</translation>
    </message>
    <message>
        <source>A LoRA adapter changes how a model answers without changing its file. Several can be used at once, each as much as its slider says.</source>
        <translation>LoRA 适配器可以改变模型的回答方式，而不改动模型文件。可同时使用多个，强度由各自的滑块决定。</translation>
    </message>
    <message>
        <source>Ollama is reported to refuse new adapters since version 0.34.1. The built-in engine takes them, several at once and with sliders.</source>
        <translation>据报告，Ollama 自 0.34.1 版起不再接受新的适配器。内置引擎支持适配器，可同时使用多个并用滑块调节。</translation>
    </message>
    <message>
        <source>Choose the built-in engine…</source>
        <translation>选择内置引擎…</translation>
    </message>
    <message>
        <source>Add a LoRA file…</source>
        <translation>添加 LoRA 文件…</translation>
    </message>
    <message>
        <source>Add a PEFT folder…</source>
        <translation>添加 PEFT 文件夹…</translation>
    </message>
    <message>
        <source>Keep these scales</source>
        <translation>保存这些强度</translation>
    </message>
    <message>
        <source>The model begins with them from now on</source>
        <translation>此后模型默认使用这些强度</translation>
    </message>
    <message>
        <source>Merge into a new model…</source>
        <translation>合并为新模型…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Try the scales</source>
        <translation>试用强度</translation>
    </message>
    <message>
        <source>Use in a chat</source>
        <translation>用于对话</translation>
    </message>
    <message>
        <source>A/B in Compare</source>
        <translation>在“对比”中 A/B 对照</translation>
    </message>
    <message>
        <source>The scales of now beside those that the model has, or beside none</source>
        <translation>当前强度与模型的默认强度对比；两者相同时与不使用适配器对比</translation>
    </message>
</context>
<context>
    <name>AddPromptDialog</name>
    <message>
        <source>A new sheet</source>
        <translation>新建评测集</translation>
    </message>
    <message>
        <source>My questions</source>
        <translation>我的问题</translation>
    </message>
    <message>
        <source>Add to a sheet</source>
        <translation>添加到评测集</translation>
    </message>
    <message>
        <source>The conversation down to this message becomes a prompt. Its checks are set in the sheet’s editor.</source>
        <translation>到这条消息为止的对话会成为一道题目。可在评测集编辑器中设置检查项。</translation>
    </message>
    <message>
        <source>Sheets</source>
        <translation>评测集</translation>
    </message>
    <message>
        <source>Name of the new sheet</source>
        <translation>新评测集的名称</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>AnswerPanel</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Not answered yet</source>
        <translation>尚未回答</translation>
    </message>
    <message>
        <source>{check}: {result}</source>
        <translation>{check}：{result}</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>未定</translation>
    </message>
    <message>
        <source>You say: pass.</source>
        <translation>你的判断：通过。</translation>
    </message>
    <message>
        <source>You say: fail.</source>
        <translation>你的判断：未通过。</translation>
    </message>
    <message>
        <source>What do you say?</source>
        <translation>你怎么判断？</translation>
    </message>
    <message>
        <source>The whole answer</source>
        <translation>完整回答</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>What to show of the cell</source>
        <translation>显示此格的哪一部分</translation>
    </message>
    <message>
        <source>Text of the cell</source>
        <translation>此格的文字</translation>
    </message>
    <message>
        <source>Checks with their results</source>
        <translation>检查项及结果</translation>
    </message>
    <message>
        <source>Pass</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>Fail</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
</context>
<context>
    <name>AttachmentBar</name>
    <message>
        <source>Attach files</source>
        <translation>附上文件</translation>
    </message>
    <message>
        <source>Picture.png</source>
        <translation>图片.png</translation>
    </message>
    <message>
        <source>Pasted text.txt</source>
        <translation>粘贴的文本.txt</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) were not attached:</source>
        <translation>
            <numerusform>有 %n 个文件没有添加：</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more could not be attached.</source>
        <translation>
            <numerusform>另有 %n 个未能附上。</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>{model} cannot see pictures; choose a model with vision.</source>
        <translation>{model} 看不了图片；请选择支持视觉的模型。</translation>
    </message>
</context>
<context>
    <name>AttachmentChip</name>
    <message>
        <source>{width} × {height} · {size}</source>
        <translation>{width} × {height} · {size}</translation>
    </message>
    <message>
        <source>Leave out {name}</source>
        <translation>移除附件 {name}</translation>
    </message>
    <message>
        <source>Read as {encoding}; choose another encoding if the text looks wrong</source>
        <translation>按 {encoding} 读取；如果文字显示不对，请选择其他编码</translation>
    </message>
</context>
<context>
    <name>AttentionCard</name>
    <message>
        <source>Attention: {layer}, {head}</source>
        <translation>注意力：{layer}，{head}</translation>
    </message>
    <message>
        <source>All heads, mean</source>
        <translation>所有头的平均值</translation>
    </message>
    <message>
        <source>Head {n}</source>
        <translation>第 {n} 个头</translation>
    </message>
    <message>
        <source>Shown when a text is inspected.</source>
        <translation>查看一段文字后显示。</translation>
    </message>
    <message>
        <source>The weights of this token are not known yet, or this model has none.</source>
        <translation>该 token 的权重尚未读取，或该模型没有注意力权重。</translation>
    </message>
    <message>
        <source>How much the chosen token takes from itself and each earlier token.</source>
        <translation>所选 token 对自身及每个前面 token 的关注程度。</translation>
    </message>
    <message>
        <source>The rest, {share}, goes to no token.</source>
        <translation>其余 {share} 不对应任何 token。</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Model of the attention</source>
        <translation>注意力所属模型</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Weights of the tokens, the largest first</source>
        <translation>各 token 的权重，从大到小</translation>
    </message>
</context>
<context>
    <name>BenchView</name>
    <message>
        <source>What was varied</source>
        <translation>变化的设置</translation>
    </message>
    <message>
        <source>Export results…</source>
        <translation>导出结果…</translation>
    </message>
    <message>
        <source>No results yet. Choose this test under “Speed test…”.</source>
        <translation>还没有结果。请在“测速…”中选择此项测试。</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>pp: tok/s of the prompt</source>
        <translation>pp：输入速度（tok/s）</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>tg: tok/s of the answer</source>
        <translation>tg：回答的生成速度（tok/s）</translation>
    </message>
</context>
<context>
    <name>Brand</name>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
</context>
<context>
    <name>CardForm</name>
    <message>
        <source>With a llama-server program that was built for your graphics card (Vulkan or CUDA), the built-in engine uses the card. Packages of your system and the makers of llama.cpp have such programs. Teahouse checks the program first. What it cannot run, the processor runs.</source>
        <translation>如果有为你的显卡编译的 llama-server 程序（Vulkan 或 CUDA），内置引擎就能使用显卡。系统软件包和 llama.cpp 的作者都提供这样的程序。Teahouse 会先检查该程序；它无法运行的模型由处理器运行。</translation>
    </message>
    <message>
        <source>Use the graphics card…</source>
        <translation>使用显卡…</translation>
    </message>
    <message>
        <source>Use the processor</source>
        <translation>改用处理器</translation>
    </message>
    <message>
        <source>Cancel the check</source>
        <translation>取消检查</translation>
    </message>
    <message>
        <source>Programs of llama.cpp</source>
        <translation>llama.cpp 的程序</translation>
    </message>
    <message>
        <source>llama-server ({pattern})</source>
        <translation>llama-server ({pattern})</translation>
    </message>
    <message>
        <source>Choose the llama-server program</source>
        <translation>选择 llama-server 程序</translation>
    </message>
    <message>
        <source>Choose another program…</source>
        <translation>选择其他程序…</translation>
    </message>
    <message>
        <source>Checking the program. The first time can take minutes…</source>
        <translation>正在检查程序，第一次可能需要几分钟…</translation>
    </message>
    <message>
        <source>In use: {devices}</source>
        <translation>正在使用：{devices}</translation>
    </message>
    <message>
        <source>In use: {path}</source>
        <translation>正在使用：{path}</translation>
    </message>
</context>
<context>
    <name>CardPainter</name>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Pull</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
</context>
<context>
    <name>CardView</name>
    <message>
        <source>Catalogue of models</source>
        <translation>模型目录</translation>
    </message>
    <message>
        <source>Arrow keys move, Enter pulls, Space opens the sizes, I tells more</source>
        <translation>方向键移动，回车下载，空格选择规格，I 查看详情</translation>
    </message>
</context>
<context>
    <name>CatalogueFacts</name>
    <message numerus="yes">
        <source>%n size(s)</source>
        <translation>
            <numerusform>%n 个规格</numerusform>
        </translation>
    </message>
    <message>
        <source>{count}, facts of {date}</source>
        <translation>{count}，资料截至 {date}</translation>
    </message>
    <message numerus="yes">
        <source>{facts}: %n day(s) old, so some may have changed</source>
        <translation>
            <numerusform>{facts}：已过 %n 天，部分内容可能有变</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{facts}, %n day(s) old</source>
        <translation>
            <numerusform>{facts}，%n 天前</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CatalogueFilters</name>
    <message>
        <source>Context {n}</source>
        <translation>上下文 {n}</translation>
    </message>
    <message>
        <source>Labs</source>
        <translation>厂商</translation>
    </message>
    <message>
        <source>For</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Fits here</source>
        <translation>本机可运行</translation>
    </message>
</context>
<context>
    <name>CatalogueFooter</name>
    <message>
        <source>Search the hubs…</source>
        <translation>搜索模型社区…</translation>
    </message>
    <message>
        <source>Search Hugging Face or ModelScope; nothing is sent before you press Search there</source>
        <translation>搜索 Hugging Face 或 ModelScope；在那里点击“搜索”之前不会发送任何内容</translation>
    </message>
    <message>
        <source>Another list…</source>
        <translation>更换目录…</translation>
    </message>
    <message>
        <source>Load a newer catalogue from a file or an address</source>
        <translation>从文件或网址载入更新的目录</translation>
    </message>
    <message>
        <source>Testing memory…</source>
        <translation>正在测试内存…</translation>
    </message>
    <message>
        <source>Test again</source>
        <translation>重新测试</translation>
    </message>
    <message>
        <source>Test this computer’s speed</source>
        <translation>测试本机速度</translation>
    </message>
    <message>
        <source>Takes about two seconds; then every card says how fast the model will write here</source>
        <translation>约需两秒；之后每张卡片都会给出在本机的预计速度</translation>
    </message>
    <message>
        <source>Memory was read at {size} a second: what the speeds on the cards rest on. {tip}</source>
        <translation>内存读取速度为每秒 {size}，卡片上的速度以此为据。{tip}</translation>
    </message>
    <message>
        <source>Test again when the computer was busy.</source>
        <translation>如果测试时电脑正忙，请再测一次。</translation>
    </message>
</context>
<context>
    <name>CatalogueMenu</name>
    <message>
        <source>Reading the catalogue…</source>
        <translation>正在读取目录…</translation>
    </message>
</context>
<context>
    <name>CataloguePage</name>
    <message>
        <source>The host is another computer: what fits is not known.</source>
        <translation>服务在另一台电脑上，无法判断能否运行。</translation>
    </message>
    <message>
        <source>Filters · {n}</source>
        <translation>筛选条件 · {n}</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>筛选条件</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Recommended for this computer</source>
        <translation>适合这台电脑的推荐</translation>
    </message>
    <message>
        <source>Reading the catalogue…</source>
        <translation>正在读取目录…</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Nothing like that</source>
        <translation>没有符合的模型</translation>
    </message>
    <message>
        <source>No model passes all these filters.</source>
        <translation>没有模型同时符合这些条件。</translation>
    </message>
    <message>
        <source>Not in the catalogue</source>
        <translation>目录里没有</translation>
    </message>
    <message>
        <source>Pull “{text}”</source>
        <translation>下载“{text}”</translation>
    </message>
    <message>
        <source>Nothing in the catalogue is called “{text}”.</source>
        <translation>目录中没有名为“{text}”的模型。</translation>
    </message>
    <message>
        <source>Nothing called “{text}” passes all these filters.</source>
        <translation>没有名为“{text}”的模型符合全部筛选条件。</translation>
    </message>
    <message>
        <source>It may be in a registry all the same.</source>
        <translation>但它仍可能在某个仓库中。</translation>
    </message>
    <message>
        <source>Search the hubs…</source>
        <translation>搜索模型社区…</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChartsPage</name>
    <message>
        <source>No runs yet. Every reply and every speed test is measured and kept here.</source>
        <translation>暂无记录。每次回复和测速的数据都会保存在这里。</translation>
    </message>
    <message>
        <source>No run fits these filters.</source>
        <translation>没有符合这些筛选条件的记录。</translation>
    </message>
    <message>
        <source>Speed by model</source>
        <translation>各模型的速度</translation>
    </message>
    <message>
        <source>Median of the last runs; the line spans the middle half</source>
        <translation>最近几条记录的中位数；横线为四分位区间（25%–75%）</translation>
    </message>
    <message>
        <source>Memory by model</source>
        <translation>各模型的内存</translation>
    </message>
    <message>
        <source>Full: on the GPU. Hatched: in RAM</source>
        <translation>实心：显存。斜线：内存</translation>
    </message>
    <message>
        <source>Speed over time</source>
        <translation>速度随时间的变化</translation>
    </message>
    <message>
        <source>tok/s of every run; a dashed line where a model changed its speed, a ring where it became slower</source>
        <translation>每条记录的 tok/s；虚线处模型的速度有变化，圆圈处变慢</translation>
    </message>
    <message>
        <source>Speed against context filled</source>
        <translation>速度与已用上下文</translation>
    </message>
    <message>
        <source>tok/s by tokens of prompt and reply together</source>
        <translation>tok/s，按提示与回复的 token 总数</translation>
    </message>
    <message>
        <source>No run here tells how full its context was.</source>
        <translation>这些记录没有上下文用量。</translation>
    </message>
    <message>
        <source>Usage by lab</source>
        <translation>各厂商模型的使用量</translation>
    </message>
    <message>
        <source>Tokens that the models of each lab read and wrote, by week</source>
        <translation>各厂商模型每周读取和生成的 token 数</translation>
    </message>
</context>
<context>
    <name>ChatHeader</name>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message numerus="yes">
        <source>%n parameter(s) changed</source>
        <translation>
            <numerusform>已更改 %n 个参数</numerusform>
        </translation>
    </message>
    <message>
        <source>About this model</source>
        <translation>关于此模型</translation>
    </message>
    <message>
        <source>Token probabilities</source>
        <translation>token 概率</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>复制为 Markdown</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Delete conversation</source>
        <translation>删除对话</translation>
    </message>
    <message>
        <source>More about this conversation</source>
        <translation>此对话的更多操作</translation>
    </message>
</context>
<context>
    <name>ChatMenu</name>
    <message>
        <source>Rename conversation</source>
        <translation>重命名对话</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Save conversation</source>
        <translation>保存对话</translation>
    </message>
    <message>
        <source>Markdown, as on screen (*.md)</source>
        <translation>Markdown，与屏幕一致 (*.md)</translation>
    </message>
    <message>
        <source>JSON, with all branches (*.json)</source>
        <translation>JSON，含所有分支 (*.json)</translation>
    </message>
</context>
<context>
    <name>ChatModelSelection</name>
    <message>
        <source>Ask again with…</source>
        <translation>换用其他模型重新提问…</translation>
    </message>
    <message>
        <source>The model is {model} now</source>
        <translation>现在使用模型 {model}</translation>
    </message>
</context>
<context>
    <name>CheckForm</name>
    <message>
        <source>characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>words</source>
        <translation>词</translation>
    </message>
    <message>
        <source>What to look at</source>
        <translation>评判标准</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>One a line</source>
        <translation>每行一个</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>表达式</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Within</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Least points</source>
        <translation>最低分</translation>
    </message>
    <message>
        <source>At least</source>
        <translation>至少</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒数</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>至多</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>A good answer</source>
        <translation>参考回答</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>Kind of the check</source>
        <translation>检查项类型</translation>
    </message>
    <message>
        <source>Delete this check</source>
        <translation>删除此检查项</translation>
    </message>
    <message>
        <source>Must not</source>
        <translation>必须不满足</translation>
    </message>
    <message>
        <source>Ignore upper and lower case</source>
        <translation>忽略大小写</translation>
    </message>
    <message>
        <source>JSON may stand within a text</source>
        <translation>允许 JSON 前后有其他文字</translation>
    </message>
</context>
<context>
    <name>ClearButton</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>CollapsedSidebar</name>
    <message>
        <source>Show the sidebar</source>
        <translation>显示侧边栏</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>warm</source>
        <translation>已加载</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Tokens written per second</source>
        <translation>每秒输出的 token 数</translation>
    </message>
    <message>
        <source>{value} tokens drafted and accepted</source>
        <translation>预测并采用了 {value} token</translation>
    </message>
    <message>
        <source>{value} threads</source>
        <translation>{value} 个线程</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>输入速度</translation>
    </message>
    <message>
        <source>Tokens of the prompt read per second, without those from a cache</source>
        <translation>每秒读入的输入 token 数，不含来自缓存的</translation>
    </message>
    <message>
        <source>{value} tokens of the prompt from a cache</source>
        <translation>提示中 {value} token 来自缓存</translation>
    </message>
    <message>
        <source>First word</source>
        <translation>首字时延</translation>
    </message>
    <message>
        <source>From sending the prompt to the first word that came back</source>
        <translation>从发送问题到返回第一个字的时间</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总时间</translation>
    </message>
    <message>
        <source>From sending the prompt to the end of the answer</source>
        <translation>从发送问题到回答结束的时间</translation>
    </message>
    <message>
        <source>{value} for 1,000 tokens</source>
        <translation>每 1,000 token 耗能 {value}</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Loading the model into memory; “warm” where it was there already</source>
        <translation>把模型加载到内存的时间；本来就在内存中的写“已加载”</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token 数</translation>
    </message>
    <message>
        <source>Tokens written, those of thinking included</source>
        <translation>输出的 token 数，包括思考部分</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>合计占用</translation>
    </message>
    <message>
        <source>Memory of the model in all, as the host says</source>
        <translation>模型占用的内存与显存合计，由服务报告</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>Memory of the model on GPUs</source>
        <translation>模型占用的显存</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Memory of the model in this computer’s own memory</source>
        <translation>模型占用的本机内存（不含显存）</translation>
    </message>
    <message>
        <source>As the system counts</source>
        <translation>系统统计</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Tokens that the context holds as it was loaded</source>
        <translation>加载后上下文能容纳的 token 数</translation>
    </message>
    <message>
        <source>Context used</source>
        <translation>已用上下文</translation>
    </message>
    <message>
        <source>Lane</source>
        <translation>模型编号</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Vote</source>
        <translation>投票</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有回答</translation>
    </message>
    <message numerus="yes">
        <source>Ask %n time(s)</source>
        <translation>
            <numerusform>重复 %n 次</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) left out, whose prompt came from the host’s cache</source>
        <translation>
            <numerusform>未计入 %n 条记录：其输入来自服务的缓存</numerusform>
        </translation>
    </message>
    <message>
        <source>Gives the median and how far runs are apart</source>
        <translation>给出中位数以及各次相差多少</translation>
    </message>
    <message>
        <source>Load each model first</source>
        <translation>先加载每个模型</translation>
    </message>
    <message>
        <source>Loading is measured by itself then, and every answer is a warm one</source>
        <translation>加载单独计时，不计入回答用时</translation>
    </message>
    <message>
        <source>Markdown…</source>
        <translation>Markdown…</translation>
    </message>
    <message>
        <source>Table as CSV…</source>
        <translation>表格（CSV）…</translation>
    </message>
    <message>
        <source>Everything as JSON…</source>
        <translation>全部内容（JSON）…</translation>
    </message>
    <message>
        <source>Picture (PNG)…</source>
        <translation>图片（PNG）…</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Blind</source>
        <translation>盲测</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>New comparison</source>
        <translation>新建对比</translation>
    </message>
    <message>
        <source>Earlier comparisons…</source>
        <translation>对比记录…</translation>
    </message>
    <message>
        <source>Prompt sets…</source>
        <translation>题集…</translation>
    </message>
    <message>
        <source>Ratings…</source>
        <translation>评分…</translation>
    </message>
    <message>
        <source>All answers are bad</source>
        <translation>全部不好</translation>
    </message>
    <message>
        <source>Tags of the vote…</source>
        <translation>投票标签…</translation>
    </message>
    <message>
        <source>Parameters for all lanes…</source>
        <translation>所有模型的参数…</translation>
    </message>
    <message>
        <source>Scroll all answers together</source>
        <translation>所有回答一起滚动</translation>
    </message>
    <message>
        <source>Model {letter}</source>
        <translation>模型 {letter}</translation>
    </message>
    <message>
        <source>One after another</source>
        <translation>依次</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>同时</translation>
    </message>
    <message>
        <source>As many as fit</source>
        <translation>按内存并行</translation>
    </message>
    <message>
        <source>Each model has the computer to itself: the fair way to measure.</source>
        <translation>每个模型独占电脑：这样测量最公平。</translation>
    </message>
    <message>
        <source>All answer together and share the computer: each is slower than by itself.</source>
        <translation>所有模型同时回答、共用电脑：每个都比单独运行时慢。</translation>
    </message>
    <message>
        <source>As many together as memory holds; Teahouse decides and says why.</source>
        <translation>内存能放下几个就同时运行几个；由 Teahouse 决定并说明原因。</translation>
    </message>
    <message numerus="yes">
        <source>one prompt, %n model(s), side by side</source>
        <translation>
            <numerusform>一个问题，%n 个模型，并排对比</numerusform>
        </translation>
    </message>
    <message>
        <source>Models that are in the way leave memory first.</source>
        <translation>会先卸载占用内存的模型。</translation>
    </message>
    <message>
        <source>To make room, {models} will leave memory.</source>
        <translation>将卸载 {models} 以腾出内存。</translation>
    </message>
    <message>
        <source>All at once, as you chose.</source>
        <translation>按你的选择，全部同时运行。</translation>
    </message>
    <message>
        <source>One after another, as you chose.</source>
        <translation>按你的选择，依次运行。</translation>
    </message>
    <message>
        <source>One after another: there is no GPU, and models at once would share the processor’s cores.</source>
        <translation>依次运行：没有 GPU，同时运行的模型会争用处理器核心。</translation>
    </message>
    <message>
        <source>One after another: together they need {needed}, and there is room for {room}.</source>
        <translation>依次运行：它们一共需要 {needed}，而可用空间为 {room}。</translation>
    </message>
    <message numerus="yes">
        <source>Up to %n at once: all need {needed}, and there is room for {room}.</source>
        <translation>
            <numerusform>最多同时运行 %n 个：全部需要 {needed}，而可用空间为 {room}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>The fair way: one after another, unless GPUs hold all models at once.</source>
        <translation>公平的方式：依次运行，除非 GPU 能同时容纳所有模型。</translation>
    </message>
    <message>
        <source>Reference answer: {text}</source>
        <translation>参考答案：{text}</translation>
    </message>
    <message>
        <source>All at once, as you chose, though together they need {needed} and there is room for {room}.</source>
        <translation>按你的选择同时运行，但它们一共需要 {needed}，而可用空间为 {room}。</translation>
    </message>
    <message>
        <source>All at once: together they need {needed}, and there is room for {room}.</source>
        <translation>全部同时运行：它们一共需要 {needed}，可用空间为 {room}。</translation>
    </message>
    <message>
        <source>One host after another, so that no two models are measured at once.</source>
        <translation>服务依次运行，不会同时测量两个模型。</translation>
    </message>
    <message>
        <source>All hosts together, each with as many models as its memory holds.</source>
        <translation>所有服务同时运行，每个服务按其内存运行尽可能多的模型。</translation>
    </message>
    <message>
        <source>One after another: how much memory that computer has is not known.</source>
        <translation>依次运行：不知道那台电脑有多少内存。</translation>
    </message>
    <message>
        <source>Sizes are estimated from the files.</source>
        <translation>大小是根据文件估计的。</translation>
    </message>
    <message>
        <source>it answered nothing</source>
        <translation>没有回答任何内容</translation>
    </message>
    <message>
        <source>thought for {time}</source>
        <translation>思考了 {time}</translation>
    </message>
    <message>
        <source>loaded in {time}</source>
        <translation>加载用时 {time}</translation>
    </message>
    <message>
        <source>{value} as the system counts</source>
        <translation>系统统计为 {value}</translation>
    </message>
    <message>
        <source>{value} at its largest</source>
        <translation>峰值 {value}</translation>
    </message>
    <message>
        <source>{value} on GPUs, as their driver counts</source>
        <translation>GPU 驱动统计为 {value}</translation>
    </message>
    <message>
        <source>{value} until the answer began</source>
        <translation>{value} 后开始回答</translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation>tok/s</translation>
    </message>
    <message>
        <source>s</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>GB</source>
        <translation>GB</translation>
    </message>
    <message>
        <source>{value} taken by the whole computer</source>
        <translation>整台电脑耗能 {value}</translation>
    </message>
    <message>
        <source>{value} tokens of thinking</source>
        <translation>思考 {value} token</translation>
    </message>
    <message>
        <source>{value} of thinking</source>
        <translation>思考用时 {value}</translation>
    </message>
    <message>
        <source>{value} tokens of it used</source>
        <translation>已用 {value} token</translation>
    </message>
    <message>
        <source>other programs used {percent} of the processor</source>
        <translation>其他程序占用了 {percent} 的处理器</translation>
    </message>
    <message>
        <source>The prompt came from the host’s cache: this cannot be compared.</source>
        <translation>输入来自服务的缓存，无法对比。</translation>
    </message>
    <message>
        <source>Measured while {reason}</source>
        <translation>测量期间{reason}</translation>
    </message>
    <message>
        <source>Answering…</source>
        <translation>正在回答…</translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>正在思考…</translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Making room…</source>
        <translation>正在腾出空间…</translation>
    </message>
    <message>
        <source>{models} will be unloaded to make room</source>
        <translation>将卸载 {models} 以腾出内存</translation>
    </message>
    <message>
        <source>run {number}</source>
        <translation>第 {number} 次</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Length limit</source>
        <translation>达到长度上限</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Cut off when Teahouse closed</source>
        <translation>Teahouse 关闭时中断</translation>
    </message>
    <message>
        <source>{sign}{n} %</source>
        <translation>{sign}{n}%</translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
        </translation>
    </message>
    <message>
        <source>Export the votes</source>
        <translation>导出投票</translation>
    </message>
    <message>
        <source>votes</source>
        <translation>投票</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Export the comparison</source>
        <translation>导出对比</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Written to {path}</source>
        <translation>已写入 {path}</translation>
    </message>
    <message>
        <source>This comparison is not kept any more.</source>
        <translation>这次对比已不再保存。</translation>
    </message>
    <message>
        <source>thinking on</source>
        <translation>开启思考</translation>
    </message>
    <message>
        <source>thinking off</source>
        <translation>关闭思考</translation>
    </message>
    <message>
        <source>little thinking</source>
        <translation>少量思考</translation>
    </message>
    <message>
        <source>medium thinking</source>
        <translation>中等思考</translation>
    </message>
    <message>
        <source>much thinking</source>
        <translation>大量思考</translation>
    </message>
    <message>
        <source>as the model does by itself</source>
        <translation>由模型自己决定</translation>
    </message>
    <message>
        <source>{name} is a number from {low} to {high}.</source>
        <translation>{name}须为 {low} 到 {high} 之间的数。</translation>
    </message>
    <message>
        <source>A riddle</source>
        <translation>谜题</translation>
    </message>
    <message>
        <source>A farmer has 17 sheep; all but 9 run away. How many are left? Explain briefly.</source>
        <translation>农夫有 17 只羊，除了 9 只以外都跑了。还剩几只？请简要说明。</translation>
    </message>
    <message>
        <source>Write some code</source>
        <translation>编写代码</translation>
    </message>
    <message>
        <source>Write a Python function that tells whether a year is a leap year, with three tests.</source>
        <translation>写一个判断闰年的 Python 函数，并附上三个测试。</translation>
    </message>
    <message>
        <source>Translate</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>Translate into Chinese, then back into English: Still waters run deep.</source>
        <translation>把下面这句话译成英文，再译回中文：静水流深。</translation>
    </message>
    <message>
        <source>Explain something</source>
        <translation>讲解知识</translation>
    </message>
    <message>
        <source>Explain in three sentences why the sky is blue and the sunset red.</source>
        <translation>用三句话解释为什么天空是蓝色的、夕阳是红色的。</translation>
    </message>
    <message>
        <source>Sum up</source>
        <translation>概括</translation>
    </message>
    <message>
        <source>Sum up the plot of Journey to the West in five bullet points.</source>
        <translation>用五个要点概括《西游记》的情节。</translation>
    </message>
    <message>
        <source>Follow a format</source>
        <translation>按格式回答</translation>
    </message>
    <message>
        <source>List four rivers as a JSON array with the keys name, country and length_km.</source>
        <translation>以 JSON 数组列出四条河流，键为 name、country 和 length_km。</translation>
    </message>
    <message>
        <source>Coding</source>
        <translation>编程</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>Summarising</source>
        <translation>总结</translation>
    </message>
    <message>
        <source>Extraction</source>
        <translation>信息提取</translation>
    </message>
    <message>
        <source>My own sets</source>
        <translation>我的题集</translation>
    </message>
</context>
<context>
    <name>CompareHeader</name>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>How to run: {mode}</source>
        <translation>运行方式：{mode}</translation>
    </message>
    <message>
        <source>Blind</source>
        <translation>盲测</translation>
    </message>
    <message>
        <source>Hide the models’ names until you have voted</source>
        <translation>投票之前隐藏模型名称</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Six models at most</source>
        <translation>最多 6 个模型</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>CompareModelSelection</name>
    <message>
        <source>Another model for this lane</source>
        <translation>换用其他模型</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Host in use</source>
        <translation>当前服务</translation>
    </message>
    <message>
        <source>Asking {host} for its models…</source>
        <translation>正在向 {host} 查询模型…</translation>
    </message>
</context>
<context>
    <name>ComparisonHistoryDialog</name>
    <message>
        <source>voted</source>
        <translation>已投票</translation>
    </message>
    <message>
        <source>of a prompt set</source>
        <translation>来自题集</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation>彻底移除</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Its answers will be gone; runs and votes still count.</source>
        <translation>其中的回答将消失；记录和投票仍然有效。</translation>
    </message>
    <message>
        <source>Earlier comparisons</source>
        <translation>对比记录</translation>
    </message>
    <message>
        <source>Filter by question or model…</source>
        <translation>按问题或模型筛选…</translation>
    </message>
    <message>
        <source>Filter comparisons</source>
        <translation>筛选对比</translation>
    </message>
    <message>
        <source>No comparison is kept yet.</source>
        <translation>还没有保存过对比。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Message {model}…</source>
        <translation>给 {model} 发消息…</translation>
    </message>
    <message>
        <source>Write a message…</source>
        <translation>输入消息…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop the reply; what has arrived is kept (Esc)</source>
        <translation>停止回复，已生成的内容会保留（Esc）</translation>
    </message>
    <message>
        <source>/ Prompts</source>
        <translation>/ 提示词</translation>
    </message>
    <message>
        <source>Saved prompts; type / at the beginning of a message</source>
        <translation>保存的提示词；在消息开头输入 /</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Ctrl+Enter always sends</source>
        <translation>按 Ctrl+Enter 总能发送</translation>
    </message>
    <message>
        <source>Attach pictures, text files or PDFs</source>
        <translation>附上图片、文本文件或 PDF</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>排队</translation>
    </message>
    <message>
        <source>Send it as soon as the reply is over</source>
        <translation>等当前回复结束后立即发送</translation>
    </message>
    <message>
        <source>Editing an earlier message: sending it makes a new branch</source>
        <translation>正在编辑之前的消息，发送后会新建一个分支</translation>
    </message>
    <message>
        <source>Cancel (Esc)</source>
        <translation>取消（Esc）</translation>
    </message>
</context>
<context>
    <name>Context</name>
    <message>
        <source>Enlarge to {size} ({more}, more than is free)</source>
        <translation>扩大到 {size}（{more}，超过空闲内存）</translation>
    </message>
    <message>
        <source>Enlarge to {size} ({more})</source>
        <translation>扩大到 {size}（{more}）</translation>
    </message>
    <message>
        <source>Leave out the oldest</source>
        <translation>省略最早的消息</translation>
    </message>
    <message>
        <source>Sum up the oldest</source>
        <translation>总结最早的消息</translation>
    </message>
    <message>
        <source>Enlarge to {size}</source>
        <translation>扩大到 {size}</translation>
    </message>
    <message>
        <source>Shorten the message</source>
        <translation>缩短消息</translation>
    </message>
    <message>
        <source>Split the file</source>
        <translation>拆分文件</translation>
    </message>
    <message>
        <source>Send everything again</source>
        <translation>重新发送全部消息</translation>
    </message>
    <message>
        <source>Read or correct the summary…</source>
        <translation>查看或修改总结…</translation>
    </message>
    <message>
        <source>This message alone needs {needed} tokens; the context has {length}.</source>
        <translation>仅这一条消息就需要 {needed} token，而上下文只有 {length}。</translation>
    </message>
    <message>
        <source>The oldest messages are being summed up…</source>
        <translation>正在总结最早的消息…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>{needed} tokens do not fit the context of {length}. How do you want to go on?</source>
        <translation>{needed} 个 token 超出上下文长度 {length}，如何处理？</translation>
    </message>
    <message>
        <source>The reply outgrew the context of {length} tokens: its end was written without the beginning of the conversation.</source>
        <translation>回复超出了 {length} token 的上下文：其末尾生成时，对话的开头已不在上下文中。</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) are summed up and not sent any more.</source>
        <translation>
            <numerusform>%n 条消息已总结，不再发送。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) are not sent any more; they stay here, struck through.</source>
        <translation>
            <numerusform>%n 条消息不再发送；它们以删除线保留在这里。</numerusform>
        </translation>
    </message>
    <message>
        <source>The reply ended because the context of {length} tokens is full.</source>
        <translation>回复已结束，因为 {length} token 的上下文已占满。</translation>
    </message>
</context>
<context>
    <name>ContextMeter</name>
    <message>
        <source>{used} of {length}</source>
        <translation>{used} / {length}</translation>
    </message>
    <message>
        <source>Context: {meter} tokens</source>
        <translation>上下文：{meter} token</translation>
    </message>
    <message>
        <source>{meter} · too long</source>
        <translation>{meter} · 过长</translation>
    </message>
    <message>
        <source>{meter} · full</source>
        <translation>{meter} · 已满</translation>
    </message>
    <message>
        <source>{meter} · nearly full</source>
        <translation>{meter} · 即将占满</translation>
    </message>
    <message>
        <source>This will probably not fit. Nothing is cut in silence: you will be asked.</source>
        <translation>可能超出上下文。不会自动截断，届时先询问你。</translation>
    </message>
    <message>
        <source>As the host counted it, and an estimate of what it has not read yet</source>
        <translation>由服务统计，外加对其尚未读取部分的估计</translation>
    </message>
    <message>
        <source>As the host counted it with the last reply</source>
        <translation>由服务在上一次回复时统计</translation>
    </message>
</context>
<context>
    <name>ConversationDelegate</name>
    <message>
        <source>New title for “{title}”</source>
        <translation>“{title}”的新标题</translation>
    </message>
</context>
<context>
    <name>ConversationsList</name>
    <message>
        <source>Conversations</source>
        <translation>对话列表</translation>
    </message>
    <message>
        <source>Rename, pin or delete</source>
        <translation>重命名、置顶或删除</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Copy title</source>
        <translation>复制标题</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>ConversationsModel</name>
    <message>
        <source>{title}, being answered</source>
        <translation>{title}，正在回复</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>已置顶</translation>
    </message>
    <message>
        <source>Later than today</source>
        <translation>今天以后</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>过去 7 天</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Catalogue</source>
        <translation>目录</translation>
    </message>
</context>
<context>
    <name>DownButton</name>
    <message>
        <source>New text</source>
        <translation>有新内容</translation>
    </message>
    <message>
        <source>Back to the end</source>
        <translation>回到底部</translation>
    </message>
</context>
<context>
    <name>DownloadForm</name>
    <message>
        <source>None</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Speed limit</source>
        <translation>限速</translation>
    </message>
    <message>
        <source>From</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Download only at certain hours</source>
        <translation>仅在指定时段下载</translation>
    </message>
    <message>
        <source>The limit is for all downloads of the built-in engine together; Ollama downloads as fast as it can. Outside the hours downloads wait, and one can still be started by hand.</source>
        <translation>限速对内置引擎的所有下载合计生效；Ollama 会以最快速度下载。时段之外的下载会等待，但仍可手动开始。</translation>
    </message>
</context>
<context>
    <name>DownloadsPage</name>
    <message>
        <source>On their way</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>At the same time</source>
        <translation>同时下载</translation>
    </message>
    <message>
        <source>How many are pulled at the same time</source>
        <translation>同时下载几个模型</translation>
    </message>
    <message>
        <source>Unfinished: {size} kept</source>
        <translation>未完成：已保留 {size}</translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translation>未完成</translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation>全部继续</translation>
    </message>
    <message>
        <source>Just arrived</source>
        <translation>刚刚完成</translation>
    </message>
    <message>
        <source>Nothing is being pulled</source>
        <translation>没有正在下载的模型</translation>
    </message>
    <message>
        <source>What you pull is here with its progress, and can go on after a restart of the app or of Ollama.</source>
        <translation>下载的模型会在这里显示进度，重启应用或 Ollama 后可以接着下载。</translation>
    </message>
    <message>
        <source>Look at the catalogue</source>
        <translation>查看目录</translation>
    </message>
</context>
<context>
    <name>EngineForm</name>
    <message numerus="yes">
        <source>%n thread(s) up to {size}</source>
        <translation>
            <numerusform>不超过 {size} 的模型用 %n 个线程</numerusform>
        </translation>
    </message>
    <message>
        <source>Measured: {threads}</source>
        <translation>已测量：{threads}</translation>
    </message>
    <message>
        <source>Let other programs on this computer use the built-in engine</source>
        <translation>允许这台电脑上的其他程序使用内置引擎</translation>
    </message>
    <message>
        <source>They reach it at {address}, and so does every user of this computer, without a password. That choice takes effect when Teahouse starts the engine the next time.</source>
        <translation>它们通过 {address} 访问，这台电脑上的所有用户也都可以，不需要密码。Teahouse 下次启动引擎时，此选项生效。</translation>
    </message>
    <message>
        <source>Measure threads again</source>
        <translation>重新测量线程数</translation>
    </message>
</context>
<context>
    <name>Evaluate</name>
    <message>
        <source>The sheet of this run was deleted.</source>
        <translation>这次评测所用的评测集已删除。</translation>
    </message>
    <message>
        <source>Nothing got worse since the earlier run.</source>
        <translation>与之前的评测相比，没有变差的回答。</translation>
    </message>
    <message>
        <source>New sheet</source>
        <translation>新建评测集</translation>
    </message>
    <message>
        <source>{name} (copy)</source>
        <translation>{name}（副本）</translation>
    </message>
    <message>
        <source>Done: {path}</source>
        <translation>已完成：{path}</translation>
    </message>
    <message>
        <source>Sheets ({endings})</source>
        <translation>评测集 ({endings})</translation>
    </message>
    <message>
        <source>Import a sheet</source>
        <translation>导入评测集</translation>
    </message>
    <message>
        <source>Export the sheet</source>
        <translation>导出评测集</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Written to {path}</source>
        <translation>已写入 {path}</translation>
    </message>
    <message>
        <source>Delete this sheet?</source>
        <translation>删除这个评测集？</translation>
    </message>
    <message>
        <source>“{name}” and its prompts are deleted. Its runs are kept.</source>
        <translation>将删除“{name}”及其题目。评测结果会保留。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Delete this run?</source>
        <translation>删除这次评测？</translation>
    </message>
    <message>
        <source>All its answers and votes are deleted.</source>
        <translation>其全部回答和投票都会删除。</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>重新评测</translation>
    </message>
    <message>
        <source>Since the run of “{sheet}” on {day} there is {change}.</source>
        <translation>“{sheet}”上次评测（{day}）之后有变化：{change}。</translation>
    </message>
    <message>
        <source>Type what the answer is compared with.</source>
        <translation>请输入与回答对比的内容。</translation>
    </message>
    <message>
        <source>Type the number that is expected.</source>
        <translation>请输入期望的数字。</translation>
    </message>
    <message>
        <source>Type the most that is allowed.</source>
        <translation>请输入允许的最大值。</translation>
    </message>
    <message>
        <source>Type the regular expression.</source>
        <translation>请输入正则表达式。</translation>
    </message>
    <message>
        <source>This regular expression cannot be read: {message}</source>
        <translation>无法解析这个正则表达式：{message}</translation>
    </message>
    <message>
        <source>Type the value as JSON: a text in quotes, a number, true, false or null.</source>
        <translation>请以 JSON 格式输入值：带引号的文字、数字、true、false 或 null。</translation>
    </message>
    <message>
        <source>This is not JSON.</source>
        <translation>这不是 JSON。</translation>
    </message>
    <message>
        <source>This is not JSON: see line {line}, column {column}.</source>
        <translation>这不是 JSON：见第 {line} 行第 {column} 列。</translation>
    </message>
    <message>
        <source>Type or paste the JSON schema.</source>
        <translation>请输入或粘贴 JSON schema。</translation>
    </message>
    <message>
        <source>This is not a JSON schema: {message}</source>
        <translation>这不是 JSON schema：{message}</translation>
    </message>
    <message>
        <source>This JSON schema cannot be used.</source>
        <translation>无法使用这个 JSON schema。</translation>
    </message>
    <message>
        <source>Type the least, the most, or both.</source>
        <translation>请输入最小值、最大值或两者。</translation>
    </message>
    <message>
        <source>The least is more than the most.</source>
        <translation>最小值大于最大值。</translation>
    </message>
    <message>
        <source>Type what the judge is to look at.</source>
        <translation>请输入评判模型的评判标准。</translation>
    </message>
    <message>
        <source>A judge gives 0 to 10 points.</source>
        <translation>评判模型给出 0 到 10 分。</translation>
    </message>
    <message>
        <source>Empty prompt</source>
        <translation>空题目</translation>
    </message>
    <message>
        <source>no checks</source>
        <translation>无检查项</translation>
    </message>
    <message>
        <source>{model} ({settings})</source>
        <translation>{model}（{settings}）</translation>
    </message>
    <message>
        <source>temperature {value}</source>
        <translation>温度 {value}</translation>
    </message>
    <message>
        <source>context {value}</source>
        <translation>上下文 {value}</translation>
    </message>
    <message>
        <source>no thinking</source>
        <translation>不思考</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>low thinking</source>
        <translation>低强度思考</translation>
    </message>
    <message>
        <source>medium thinking</source>
        <translation>中强度思考</translation>
    </message>
    <message>
        <source>high thinking</source>
        <translation>高强度思考</translation>
    </message>
    <message>
        <source>thinking: {level}</source>
        <translation>思考：{level}</translation>
    </message>
    <message>
        <source>Equals</source>
        <translation>等于</translation>
    </message>
    <message>
        <source>Contains</source>
        <translation>包含</translation>
    </message>
    <message>
        <source>Contains any of</source>
        <translation>包含任一</translation>
    </message>
    <message>
        <source>Contains all of</source>
        <translation>包含全部</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Is JSON</source>
        <translation>是 JSON</translation>
    </message>
    <message>
        <source>JSON by a schema</source>
        <translation>JSON 符合 schema</translation>
    </message>
    <message>
        <source>Value in JSON</source>
        <translation>JSON 中的值</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Refuses</source>
        <translation>拒答</translation>
    </message>
    <message>
        <source>Time at most</source>
        <translation>最长用时</translation>
    </message>
    <message>
        <source>Tokens at most</source>
        <translation>最大 Token 数</translation>
    </message>
    <message>
        <source>Judged by a model</source>
        <translation>模型评判</translation>
    </message>
    <message>
        <source>Your vote</source>
        <translation>你的投票</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英语</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>日语</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>韩语</translation>
    </message>
    <message>
        <source>German</source>
        <translation>德语</translation>
    </message>
    <message>
        <source>French</source>
        <translation>法语</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>西班牙语</translation>
    </message>
    <message>
        <source>Russian</source>
        <translation>俄语</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>is answering…</source>
        <translation>正在回答…</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>没有回答</translation>
    </message>
    <message>
        <source>Open the cell to see why.</source>
        <translation>打开此格查看原因。</translation>
    </message>
    <message>
        <source>Judge disagrees</source>
        <translation>评判前后不一</translation>
    </message>
    <message>
        <source>waits for the judge</source>
        <translation>等待评判</translation>
    </message>
    <message>
        <source>Pass</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>Fail</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>The question could not be answered.</source>
        <translation>未能得到回答。</translation>
    </message>
    <message>
        <source>{passed} of {decided}</source>
        <translation>{passed} / {decided}</translation>
    </message>
    <message>
        <source>{share} ({low} – {high})</source>
        <translation>{share}（{low} – {high}）</translation>
    </message>
    <message>
        <source>first word {time}</source>
        <translation>首字时延 {time}</translation>
    </message>
    <message>
        <source>running, {done} of {total}</source>
        <translation>进行中，{done} / {total}</translation>
    </message>
    <message>
        <source>stopped at {done} of {total}</source>
        <translation>已停止，{done} / {total}</translation>
    </message>
    <message>
        <source>{passed} of {total} passed</source>
        <translation>{total} 项中 {passed} 项通过</translation>
    </message>
    <message>
        <source>another file of a model</source>
        <translation>模型文件不同</translation>
    </message>
    <message>
        <source>another version of the host</source>
        <translation>服务版本不同</translation>
    </message>
    <message>
        <source>another graphics driver</source>
        <translation>显卡驱动不同</translation>
    </message>
    <message>
        <source>{path} was imported without: {parts}.</source>
        <translation>已导入 {path}，但略去了：{parts}。</translation>
    </message>
    <message>
        <source>the check “{name}” ({place})</source>
        <translation>检查项“{name}”（{place}）</translation>
    </message>
    <message>
        <source>the part “{name}” ({place})</source>
        <translation>字段“{name}”（{place}）</translation>
    </message>
    <message>
        <source>the template “{name}” ({place})</source>
        <translation>模板“{name}”（{place}）</translation>
    </message>
    <message>
        <source>the file “{name}” ({place})</source>
        <translation>文件“{name}”（{place}）</translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 处</numerusform>
        </translation>
    </message>
    <message>
        <source>The first {shown} of {rows} prompts; a report has all of them.</source>
        <translation>前 {shown} 道题目，共 {rows} 道；报告中包含全部。</translation>
    </message>
</context>
<context>
    <name>EvaluateHeader</name>
    <message>
        <source>Report as HTML…</source>
        <translation>HTML 报告…</translation>
    </message>
    <message>
        <source>Report as Markdown…</source>
        <translation>Markdown 报告…</translation>
    </message>
    <message>
        <source>Results as CSV…</source>
        <translation>CSV 结果…</translation>
    </message>
    <message>
        <source>Results as JSON…</source>
        <translation>JSON 结果…</translation>
    </message>
    <message>
        <source>Results as JUnit XML…</source>
        <translation>JUnit XML 结果…</translation>
    </message>
    <message>
        <source>Picture of the results…</source>
        <translation>结果图片…</translation>
    </message>
    <message>
        <source>Judge again with</source>
        <translation>换评判模型重新评判</translation>
    </message>
    <message numerus="yes">
        <source>%n prompt(s)</source>
        <translation>
            <numerusform>%n 道题目</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n 个模型</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left to run</source>
        <translation>
            <numerusform>剩余 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>Back to the sheets</source>
        <translation>返回评测集</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>New sheet</source>
        <translation>新建评测集</translation>
    </message>
    <message>
        <source>What got worse…</source>
        <translation>变差的回答…</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Run again…</source>
        <translation>重新评测…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>EvaluatePage</name>
    <message>
        <source>Choose a sheet and run it: {models} are chosen for the run.</source>
        <translation>选择一个评测集并运行：已选中 {models}。</translation>
    </message>
</context>
<context>
    <name>Evaluation</name>
    <message>
        <source>passes</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>is not equal to “{expected}”</source>
        <translation>不等于“{expected}”</translation>
    </message>
    <message>
        <source>does not contain “{missing}”</source>
        <translation>不包含“{missing}”</translation>
    </message>
    <message>
        <source>contains none of: {expected}</source>
        <translation>未包含其中任何一项：{expected}</translation>
    </message>
    <message>
        <source>contains “{found}”</source>
        <translation>包含“{found}”</translation>
    </message>
    <message>
        <source>does not match {pattern}</source>
        <translation>不匹配 {pattern}</translation>
    </message>
    <message>
        <source>matches {pattern}</source>
        <translation>匹配 {pattern}</translation>
    </message>
    <message>
        <source>the regular expression {pattern} cannot be read: {message}</source>
        <translation>无法解析正则表达式 {pattern}：{message}</translation>
    </message>
    <message>
        <source>the regular expression {pattern} takes too long</source>
        <translation>正则表达式 {pattern} 耗时过长</translation>
    </message>
    <message>
        <source>has no number</source>
        <translation>没有数字</translation>
    </message>
    <message>
        <source>the number is {found} instead of {expected}</source>
        <translation>数字是 {found}，应为 {expected}</translation>
    </message>
    <message>
        <source>is not JSON</source>
        <translation>不是 JSON</translation>
    </message>
    <message>
        <source>the schema cannot be used: {message}</source>
        <translation>无法使用该 Schema：{message}</translation>
    </message>
    <message>
        <source>does not match the schema at {path}: {message}</source>
        <translation>{path} 处不符合 Schema：{message}</translation>
    </message>
    <message>
        <source>has no field {path}</source>
        <translation>没有字段 {path}</translation>
    </message>
    <message>
        <source>{path} is {found} instead of {expected}</source>
        <translation>{path} 是 {found}，应为 {expected}</translation>
    </message>
    <message>
        <source>is too short: {found} of at least {expected}</source>
        <translation>过短：{found}，至少应为 {expected}</translation>
    </message>
    <message>
        <source>is too long: {found} of at most {expected}</source>
        <translation>过长：{found}，至多应为 {expected}</translation>
    </message>
    <message>
        <source>is written in {found} instead of {expected}</source>
        <translation>使用的语言是 {found}，应为 {expected}</translation>
    </message>
    <message>
        <source>does not refuse</source>
        <translation>没有拒绝</translation>
    </message>
    <message>
        <source>refuses</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>took {found} s of at most {expected} s</source>
        <translation>用时 {found} 秒，至多应为 {expected} 秒</translation>
    </message>
    <message>
        <source>has {found} tokens of at most {expected}</source>
        <translation>有 {found} 个 Token，至多应为 {expected} 个</translation>
    </message>
    <message>
        <source>was not measured</source>
        <translation>未测得</translation>
    </message>
    <message>
        <source>passes what it must not pass</source>
        <translation>符合了不应符合的条件</translation>
    </message>
    <message>
        <source>waits for the judge</source>
        <translation>等待评判模型</translation>
    </message>
    <message>
        <source>waits for your vote</source>
        <translation>等待你的投票</translation>
    </message>
    <message>
        <source>the judge gives {points} of 10</source>
        <translation>评判模型给出 {points} 分（满分 10 分）</translation>
    </message>
    <message>
        <source>the judge contradicts itself: {first} of 10 when shown first, {second} when second</source>
        <translation>评判模型自相矛盾：排在前面时 {first} 分，排在后面时 {second} 分（满分 10 分）</translation>
    </message>
    <message>
        <source>the judge gave no points</source>
        <translation>评判模型没有给分</translation>
    </message>
    <message>
        <source>you decided</source>
        <translation>由你决定</translation>
    </message>
    <message>
        <source>equals “{value}”</source>
        <translation>等于“{value}”</translation>
    </message>
    <message>
        <source>contains “{value}”</source>
        <translation>包含“{value}”</translation>
    </message>
    <message>
        <source>contains any of: {values}</source>
        <translation>包含任意一项：{values}</translation>
    </message>
    <message>
        <source>contains all of: {values}</source>
        <translation>包含所有项：{values}</translation>
    </message>
    <message>
        <source>matches {value}</source>
        <translation>匹配 {value}</translation>
    </message>
    <message>
        <source>number {number} within {tolerance}</source>
        <translation>数字 {number}，误差不超过 {tolerance}</translation>
    </message>
    <message>
        <source>is JSON</source>
        <translation>是 JSON</translation>
    </message>
    <message>
        <source>JSON by a schema</source>
        <translation>符合 Schema 的 JSON</translation>
    </message>
    <message>
        <source>JSON with {path} = {value}</source>
        <translation>JSON，其中 {path} = {value}</translation>
    </message>
    <message>
        <source>{range} {unit}</source>
        <translation>{range} {unit}</translation>
    </message>
    <message>
        <source>written in {value}</source>
        <translation>使用的语言是 {value}</translation>
    </message>
    <message>
        <source>at most {maximum} s</source>
        <translation>至多 {maximum} 秒</translation>
    </message>
    <message>
        <source>at most {maximum} tokens</source>
        <translation>至多 {maximum} 个 Token</translation>
    </message>
    <message>
        <source>judged by: {value}</source>
        <translation>评判标准：{value}</translation>
    </message>
    <message>
        <source>your vote</source>
        <translation>你的投票</translation>
    </message>
    <message>
        <source>characters</source>
        <translation>个字符</translation>
    </message>
    <message>
        <source>words</source>
        <translation>个词</translation>
    </message>
    <message>
        <source>not: {check}</source>
        <translation>不得：{check}</translation>
    </message>
    <message>
        <source>{first} passes {more} of {prompts} prompts more than {second}; chance explains so much with a probability of {p}.</source>
        <translation>{first} 比 {second} 多通过 {more} 题（共 {prompts} 题）；纯属偶然的概率为 {p}。</translation>
    </message>
    <message>
        <source>{second} passes {more} of {prompts} prompts more than {first}; chance explains so much with a probability of {p}.</source>
        <translation>{second} 比 {first} 多通过 {more} 题（共 {prompts} 题）；纯属偶然的概率为 {p}。</translation>
    </message>
    <message>
        <source>{first} and {second} have the same verdict on all {prompts} prompts.</source>
        <translation>{first} 与 {second} 在全部 {prompts} 题上的结果相同。</translation>
    </message>
    <message>
        <source>{first} and {second} cannot be told apart with {prompts} prompts (p = {p}).</source>
        <translation>仅凭 {prompts} 题无法区分 {first} 与 {second}（p = {p}）。</translation>
    </message>
    <message>
        <source>{name} is {factor} × as fast as {other}.</source>
        <translation>{name} 的速度是 {other} 的 {factor} 倍。</translation>
    </message>
    <message>
        <source>{name} takes {size} GB more memory than {other}.</source>
        <translation>{name} 比 {other} 多占用 {size} GB 内存。</translation>
    </message>
    <message>
        <source>The judge preferred the answer shown first in {biased} of {pairs} pairs: do not trust its verdicts.</source>
        <translation>在 {pairs} 组中，评判模型有 {biased} 组偏向排在前面的回答：请勿采信其评判。</translation>
    </message>
    <message>
        <source>pass</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>fail</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>未定</translation>
    </message>
    <message>
        <source>not asked</source>
        <translation>未提问</translation>
    </message>
    <message>
        <source>no answer: {problem}</source>
        <translation>没有回答：{problem}</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化规格</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Passed (95 % interval)</source>
        <translation>通过（95% 区间）</translation>
    </message>
    <message>
        <source>Tokens/s</source>
        <translation>Token/秒</translation>
    </message>
    <message>
        <source>First word (s)</source>
        <translation>首字时延（秒）</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Memory (GB)</source>
        <translation>内存（GB）</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
</context>
<context>
    <name>FileParts</name>
    <message>
        <source>{name}, part {number} of {count}</source>
        <translation>{name}，第 {number} 部分（共 {count} 部分）</translation>
    </message>
    <message>
        <source>Part {number} of {count} of the file is attached. Send it, then attach the next one.</source>
        <translation>已添加文件的第 {number} 部分（共 {count} 部分）。发送后再添加下一部分。</translation>
    </message>
    <message>
        <source>Attach part {number} of {count}</source>
        <translation>添加第 {number} 部分（共 {count} 部分）</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this conversation…</source>
        <translation>在此对话中查找…</translation>
    </message>
    <message>
        <source>Find in this conversation</source>
        <translation>在此对话中查找</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>上一个匹配</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>searching…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>第 {number} 个，共 {count} 个</translation>
    </message>
</context>
<context>
    <name>Found</name>
    <message>
        <source>Waiting for the system&apos;s keyring…</source>
        <translation>正在等待系统密钥环…</translation>
    </message>
    <message>
        <source>Looking for Ollama on this computer…</source>
        <translation>正在这台电脑上查找 Ollama…</translation>
    </message>
    <message>
        <source>The connection to {host} was lost. Trying again…</source>
        <translation>与 {host} 的连接已断开，正在重新连接…</translation>
    </message>
    <message>
        <source>No host was found to run models.</source>
        <translation>没有找到可以运行模型的服务。</translation>
    </message>
    <message>
        <source>Starting the built-in engine…</source>
        <translation>正在启动内置引擎…</translation>
    </message>
    <message>
        <source>Starting Ollama…</source>
        <translation>正在启动 Ollama…</translation>
    </message>
    <message>
        <source>; {total} of memory, {free} free</source>
        <translation>；内存共 {total}，可用 {free}</translation>
    </message>
    <message>
        <source>{host} is ready, but no model to chat with is here yet</source>
        <translation>{host} 已就绪，但还没有可以对话的模型</translation>
    </message>
    <message>
        <source>No Ollama found: the built-in engine is ready with {model}</source>
        <translation>未找到 Ollama，内置引擎已就绪，可使用 {model}</translation>
    </message>
    <message>
        <source>The built-in engine</source>
        <translation>内置引擎</translation>
    </message>
    <message>
        <source>{host} at {address}</source>
        <translation>{host}（{address}）</translation>
    </message>
    <message>
        <source>the built-in engine</source>
        <translation>内置引擎</translation>
    </message>
    <message numerus="yes">
        <source>{host} with %n model(s)</source>
        <translation>
            <numerusform>{host}，共 %n 个模型</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No Ollama found: the built-in engine is ready with %n model(s)</source>
        <translation>
            <numerusform>未找到 Ollama，内置引擎已就绪，共 %n 个模型</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FoundList</name>
    <message>
        <source>Search results</source>
        <translation>搜索结果</translation>
    </message>
</context>
<context>
    <name>FoundModel</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
</context>
<context>
    <name>Greeting</name>
    <message>
        <source>What would you like to talk about?</source>
        <translation>今天想聊点什么？</translation>
    </message>
    <message>
        <source>Explain something</source>
        <translation>讲解知识</translation>
    </message>
    <message>
        <source>Explain how vaccines train the immune system, in plain words.</source>
        <translation>用通俗的话解释疫苗是怎样训练免疫系统的。</translation>
    </message>
    <message>
        <source>Write some code</source>
        <translation>编写代码</translation>
    </message>
    <message>
        <source>Write a Python function that finds duplicate files in a folder.</source>
        <translation>写一个 Python 函数，找出文件夹里的重复文件。</translation>
    </message>
    <message>
        <source>Polish a text</source>
        <translation>润色文字</translation>
    </message>
    <message>
        <source>Make this message shorter and friendlier:

</source>
        <translation>把下面这段话改得更简短、更亲切：

</translation>
    </message>
    <message>
        <source>Plan something</source>
        <translation>制定计划</translation>
    </message>
    <message>
        <source>Plan a quiet weekend in Hangzhou with one long walk.</source>
        <translation>帮我规划一个悠闲的杭州周末，安排一次长途漫步。</translation>
    </message>
</context>
<context>
    <name>GridModel</name>
    <message>
        <source>Prompt</source>
        <translation>题目</translation>
    </message>
    <message numerus="yes">
        <source>%n left</source>
        <translation>
            <numerusform>剩余 %n</numerusform>
        </translation>
    </message>
    <message>
        <source>reference</source>
        <translation>基准</translation>
    </message>
</context>
<context>
    <name>GridView</name>
    <message>
        <source>Results of the run</source>
        <translation>评测结果</translation>
    </message>
    <message>
        <source>Arrow keys move, Enter shows the whole answer</source>
        <translation>方向键移动，回车显示完整回答</translation>
    </message>
</context>
<context>
    <name>HostButton</name>
    <message>
        <source>Host: {host}</source>
        <translation>服务：{host}</translation>
    </message>
    <message>
        <source>{host}: choose another host</source>
        <translation>{host}：换一个服务</translation>
    </message>
</context>
<context>
    <name>HostFooter</name>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Start Ollama</source>
        <translation>启动 Ollama</translation>
    </message>
    <message>
        <source>Use the built-in engine</source>
        <translation>使用内置引擎</translation>
    </message>
    <message>
        <source>Waiting for the keyring…</source>
        <translation>正在等待密钥环…</translation>
    </message>
    <message>
        <source>Looking for a host…</source>
        <translation>正在查找服务…</translation>
    </message>
    <message>
        <source>Starting the built-in engine…</source>
        <translation>正在启动内置引擎…</translation>
    </message>
    <message>
        <source>Starting Ollama…</source>
        <translation>正在启动 Ollama…</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>The built-in engine does not answer</source>
        <translation>内置引擎没有响应</translation>
    </message>
    <message>
        <source>Cannot reach {address}</source>
        <translation>无法连接 {address}</translation>
    </message>
    <message>
        <source>No host found</source>
        <translation>没有找到服务</translation>
    </message>
</context>
<context>
    <name>HostForm</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Found by itself</source>
        <translation>自动查找</translation>
    </message>
    <message>
        <source>Only where a host asks for one</source>
        <translation>仅在服务要求时填写</translation>
    </message>
    <message>
        <source>Address of the host</source>
        <translation>服务地址</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation>密码或令牌</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Those of this computer</source>
        <translation>这台电脑的证书</translation>
    </message>
    <message>
        <source>A file of certificates (PEM) that are trusted for this host, such as those of your own authority</source>
        <translation>为此服务额外信任的证书文件（PEM），例如你自己的证书颁发机构的证书</translation>
    </message>
    <message>
        <source>That of the system</source>
        <translation>使用系统代理</translation>
    </message>
    <message>
        <source>The address of an http or https proxy for this host, such as http://proxy.example:3128. Empty: the system&apos;s, and none for this computer. A password in it is kept in the settings file.</source>
        <translation>此服务的 http 或 https 代理地址，例如 http://proxy.example:3128。留空则使用系统的代理，本机不使用代理。地址中的密码保存在设置文件里。</translation>
    </message>
    <message>
        <source>Proxy for the host</source>
        <translation>服务的代理</translation>
    </message>
    <message>
        <source>File of certificates for the host</source>
        <translation>服务的证书文件</translation>
    </message>
    <message>
        <source>Choose a file of certificates</source>
        <translation>选择证书文件</translation>
    </message>
    <message>
        <source>Kind of the host</source>
        <translation>服务的类型</translation>
    </message>
    <message>
        <source>Known hosts</source>
        <translation>已知服务</translation>
    </message>
    <message>
        <source>User at the host</source>
        <translation>服务的用户名</translation>
    </message>
    <message>
        <source>Password or token for the host</source>
        <translation>服务的密码或令牌</translation>
    </message>
    <message>
        <source>Forget this host</source>
        <translation>忘记此服务</translation>
    </message>
    <message>
        <source>Leave the address empty to use Ollama on this computer or the built-in engine; begin it with https:// for a connection nobody can listen to. A password or token is kept in the system&apos;s keyring and never shown again. OpenAI-compatible are vLLM, SGLang, llama-server, LM Studio, LiteLLM and the like; their models are loaded and changed where they run.</source>
        <translation>地址留空则使用本机的 Ollama 或内置引擎；以 https:// 开头则加密连接。密码或令牌保存在系统密钥环中，不会再次显示。兼容 OpenAI 的有 vLLM、SGLang、llama-server、LM Studio、LiteLLM 等；它们的模型在其运行的地方载入和修改。</translation>
    </message>
    <message>
        <source>Connected: {host}.</source>
        <translation>已连接：{host}。</translation>
    </message>
    <message>
        <source>Found by itself on this computer</source>
        <translation>在本机自动查找</translation>
    </message>
    <message>
        <source>Built-in engine</source>
        <translation>内置引擎</translation>
    </message>
    <message>
        <source>Detected by itself</source>
        <translation>自动识别</translation>
    </message>
    <message>
        <source>OpenAI-compatible</source>
        <translation>兼容 OpenAI</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer)</source>
        <translation>证书 (*.pem *.crt *.cer)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Waiting for the system&apos;s keyring…</source>
        <translation>正在等待系统密钥环…</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>Connected to the built-in engine.</source>
        <translation>已连接内置引擎。</translation>
    </message>
    <message>
        <source>Cannot reach {address}</source>
        <translation>无法连接 {address}</translation>
    </message>
</context>
<context>
    <name>Hosts</name>
    <message>
        <source>Found by itself on this computer</source>
        <translation>在本机自动查找</translation>
    </message>
    <message>
        <source>Built-in engine</source>
        <translation>内置引擎</translation>
    </message>
    <message>
        <source>OpenAI-compatible server</source>
        <translation>兼容 OpenAI 的服务器</translation>
    </message>
    <message>
        <source>Other host…</source>
        <translation>其他服务…</translation>
    </message>
</context>
<context>
    <name>HubDialog</name>
    <message>
        <source>Asking {hub}…</source>
        <translation>正在询问 {hub}…</translation>
    </message>
    <message>
        <source>{model} is among the downloads.</source>
        <translation>{model} 已加入下载。</translation>
    </message>
    <message>
        <source>Results: {n}</source>
        <translation>结果数：{n}</translation>
    </message>
    <message>
        <source>{n} too big for this computer</source>
        <translation>{n} 个对本机来说太大</translation>
    </message>
    <message>
        <source>There is no GGUF file in it.</source>
        <translation>其中没有 GGUF 文件。</translation>
    </message>
    <message>
        <source>Search sends “{text}” to {hub}, or to the mirror in the settings. Nothing is sent before.</source>
        <translation>点击“搜索”后，会把“{text}”发送给 {hub} 或设置中的镜像；在此之前不发送任何内容。</translation>
    </message>
    <message>
        <source>Search the hubs</source>
        <translation>搜索模型社区</translation>
    </message>
    <message>
        <source>Name of a model</source>
        <translation>模型名</translation>
    </message>
    <message>
        <source>Hub</source>
        <translation>社区</translation>
    </message>
    <message>
        <source>Best first</source>
        <translation>最相关在前</translation>
    </message>
    <message>
        <source>Most downloads first</source>
        <translation>下载最多在前</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>最新在前</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Any licence</source>
        <translation>任意许可证</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Only what fits this computer</source>
        <translation>仅显示本机可运行的</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>More results</source>
        <translation>更多结果</translation>
    </message>
    <message>
        <source>Show its files</source>
        <translation>查看文件</translation>
    </message>
    <message>
        <source>Search results</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>Quantisations</source>
        <translation>量化规格</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>模型卡片</translation>
    </message>
    <message>
        <source>Back to the results</source>
        <translation>返回结果</translation>
    </message>
    <message>
        <source>Pull</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Licence: {name}</source>
        <translation>许可证：{name}</translation>
    </message>
    <message>
        <source>{n} downloads</source>
        <translation>下载 {n} 次</translation>
    </message>
    <message>
        <source>changed {date}</source>
        <translation>更新于 {date}</translation>
    </message>
    <message>
        <source>only for accounts that accepted its terms</source>
        <translation>仅限已接受条款的账号</translation>
    </message>
</context>
<context>
    <name>HubForm</name>
    <message>
        <source>In use from the next search on.</source>
        <translation>从下次搜索起生效。</translation>
    </message>
    <message>
        <source>Mirror of {hub}</source>
        <translation>{hub} 镜像</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Token for {hub}</source>
        <translation>{hub} 令牌</translation>
    </message>
    <message>
        <source>For example {address}</source>
        <translation>例如 {address}</translation>
    </message>
    <message>
        <source>That of the system</source>
        <translation>使用系统代理</translation>
    </message>
    <message>
        <source>Kept in the keyring</source>
        <translation>已保存在密钥环中</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>不需要</translation>
    </message>
    <message>
        <source>Use these</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Forget tokens</source>
        <translation>删除令牌</translation>
    </message>
    <message>
        <source>For searching Hugging Face and ModelScope. Empty fields mean the hubs themselves, or HF_ENDPOINT and MODELSCOPE_ENDPOINT where they are set. A mirror is run by others; it never gets a token.</source>
        <translation>用于搜索 Hugging Face 和 ModelScope。留空则直接访问社区，或使用已设置的 HF_ENDPOINT 与 MODELSCOPE_ENDPOINT。镜像由第三方运营，不会收到令牌。</translation>
    </message>
</context>
<context>
    <name>Hubs</name>
    <message>
        <source>Repository</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载次数</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>{licence}, on request</source>
        <translation>{licence}，需申请</translation>
    </message>
    <message>
        <source>{n} downloads</source>
        <translation>下载 {n} 次</translation>
    </message>
    <message>
        <source>Split into {n} files, which are pulled and loaded together.</source>
        <translation>分成 {n} 个文件，会一起下载和加载。</translation>
    </message>
    <message>
        <source>Split into {n} files, which Ollama cannot pull.</source>
        <translation>分成 {n} 个文件，Ollama 无法下载。</translation>
    </message>
    <message>
        <source>Some of them are missing.</source>
        <translation>其中有些缺失。</translation>
    </message>
    <message>
        <source>With a vision file of {size}.</source>
        <translation>含视觉文件，{size}。</translation>
    </message>
    <message>
        <source>Ollama may not load it: a known problem with models of ModelScope that have a vision file of their own (its issue 12897).</source>
        <translation>Ollama 可能无法加载：ModelScope 上视觉文件单独存放的模型有已知问题（见其 issue 12897）。</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化规格</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>{n} files</source>
        <translation>{n} 个文件</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>A model of a file</source>
        <translation>从文件生成模型</translation>
    </message>
    <message>
        <source>Looking at the file…</source>
        <translation>正在查看文件…</translation>
    </message>
    <message>
        <source>Add a vision part…</source>
        <translation>添加视觉部分…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Make a model of it</source>
        <translation>生成模型</translation>
    </message>
    <message>
        <source>This file is the vision part of another model. Import that one, and add this file to it.</source>
        <translation>这个文件是另一个模型的视觉部分。请导入那个模型，再把本文件加进去。</translation>
    </message>
    <message>
        <source>This file is an adapter for another model. Make a variant of that one, and choose it there.</source>
        <translation>这个文件是另一个模型的适配器。请用那个模型创建自定义模型，并在那里选择它。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name of the new model</source>
        <translation>新模型的名称</translation>
    </message>
    <message>
        <source>As it is: {kind}</source>
        <translation>保持原样：{kind}</translation>
    </message>
    <message>
        <source>Q8_0: half the size</source>
        <translation>Q8_0：大小减半</translation>
    </message>
    <message>
        <source>Q4_K_M: less than a third</source>
        <translation>Q4_K_M：不到三分之一</translation>
    </message>
    <message>
        <source>Quantisation of the new model</source>
        <translation>新模型的量化规格</translation>
    </message>
    <message>
        <source>Make it smaller</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} token</translation>
    </message>
    <message>
        <source>in the file</source>
        <translation>文件内含</translation>
    </message>
    <message>
        <source>none in the file: it may not chat well</source>
        <translation>文件里没有：对话效果可能不好</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化规格</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>在本机</translation>
    </message>
    <message>
        <source>Vision part</source>
        <translation>视觉部分</translation>
    </message>
    <message>
        <source>GGUF files (*.gguf)</source>
        <translation>GGUF 文件 (*.gguf)</translation>
    </message>
    <message>
        <source>Vision part: {file}</source>
        <translation>视觉部分：{file}</translation>
    </message>
    <message>
        <source>Give up</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Chat with it now</source>
        <translation>开始对话</translation>
    </message>
</context>
<context>
    <name>Inspection</name>
    <message>
        <source>needs the built-in engine of this computer</source>
        <translation>需要这台电脑上的内置引擎</translation>
    </message>
    <message>
        <source>its model is not installed</source>
        <translation>其模型未安装</translation>
    </message>
</context>
<context>
    <name>InstalledModel</name>
    <message>
        <source>{shared} of it are shared with other models: deleting this one alone does not free them</source>
        <translation>其中 {shared} 与其他模型共用：只删除它不会释放这部分</translation>
    </message>
    <message numerus="yes">
        <source>Measured here in %n run(s)</source>
        <translation>
            <numerusform>在本机有 %n 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>厂商</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>占用磁盘</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化规格</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Capabilities</source>
        <translation>能力</translation>
    </message>
    <message>
        <source>Speed here</source>
        <translation>本机速度</translation>
    </message>
    <message>
        <source>file changed</source>
        <translation>文件已更改</translation>
    </message>
    <message>
        <source>file missing</source>
        <translation>文件缺失</translation>
    </message>
    <message>
        <source>Its file is not among the engine&apos;s own: {path}</source>
        <translation>其文件不在引擎自己的文件夹中：{path}</translation>
    </message>
    <message>
        <source>Memory here</source>
        <translation>本机内存</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>上次使用</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>修改时间</translation>
    </message>
</context>
<context>
    <name>InstalledPage</name>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>About this model</source>
        <translation>关于此模型</translation>
    </message>
    <message>
        <source>Make a variant…</source>
        <translation>创建自定义模型…</translation>
    </message>
    <message>
        <source>Copy…</source>
        <translation>复制…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Look for newer versions</source>
        <translation>检查更新</translation>
    </message>
    <message>
        <source>Look for a newer version</source>
        <translation>检查新版本</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Find models on this computer…</source>
        <translation>查找本机上的模型…</translation>
    </message>
    <message>
        <source>others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>shared by several</source>
        <translation>多个模型共用</translation>
    </message>
    <message>
        <source>unfinished pulls</source>
        <translation>未完成的下载</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} on disk</source>
        <translation>占用磁盘 {size}</translation>
    </message>
    <message>
        <source>the host has more, which are not listed</source>
        <translation>服务上还有更多模型，未全部列出</translation>
    </message>
    <message>
        <source>{size} of unfinished pulls</source>
        <translation>未完成的下载 {size}</translation>
    </message>
    <message>
        <source>{size} free</source>
        <translation>可用 {size}</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>正在查找模型…</translation>
    </message>
    <message>
        <source>No models to show</source>
        <translation>没有可显示的模型</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>No model is here yet</source>
        <translation>还没有模型</translation>
    </message>
    <message>
        <source>Pull one from the catalogue, or drag a GGUF file here.</source>
        <translation>从目录下载一个，或把 GGUF 文件拖到这里。</translation>
    </message>
    <message>
        <source>Look at the catalogue</source>
        <translation>查看目录</translation>
    </message>
</context>
<context>
    <name>InstalledTable</name>
    <message>
        <source>Installed models</source>
        <translation>已安装的模型</translation>
    </message>
    <message>
        <source>Arrow keys move, S sorts by the column, Enter tells more, F2 renames, Delete deletes</source>
        <translation>方向键移动，S 按列排序，回车查看详情，F2 重命名，Delete 删除</translation>
    </message>
</context>
<context>
    <name>KeepDialog</name>
    <message>
        <source>Keep {kind}</source>
        <translation>保留 {kind}</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>模型名称</translation>
    </message>
    <message>
        <source>It becomes an installed model, with the template and parameters of {model}.</source>
        <translation>它将成为已安装的模型，沿用 {model} 的模板和参数。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>This is not a valid name.</source>
        <translation>名称无效。</translation>
    </message>
    <message>
        <source>A model with this name is installed.</source>
        <translation>已有同名模型。</translation>
    </message>
</context>
<context>
    <name>LaneButton</name>
    <message>
        <source>{model}: choose another model</source>
        <translation>{model}：选择其他模型</translation>
    </message>
    <message>
        <source>Lane: {model}</source>
        <translation>模型：{model}</translation>
    </message>
</context>
<context>
    <name>LaneCard</name>
    <message>
        <source>Continue as a conversation</source>
        <translation>作为对话继续</translation>
    </message>
    <message>
        <source>Parameters of this lane…</source>
        <translation>此模型的参数…</translation>
    </message>
    <message>
        <source>Count differences from this lane</source>
        <translation>以此模型为基准计算差异</translation>
    </message>
    <message>
        <source>Stop {model}</source>
        <translation>停止 {model}</translation>
    </message>
    <message>
        <source>Ask {model} again</source>
        <translation>再问一次 {model}</translation>
    </message>
    <message>
        <source>Remove {model}</source>
        <translation>移除 {model}</translation>
    </message>
    <message>
        <source>Best answer: {model}</source>
        <translation>最佳回答：{model}</translation>
    </message>
    <message>
        <source>More about {model}</source>
        <translation>{model} 的更多操作</translation>
    </message>
    <message>
        <source>Answer of {model}</source>
        <translation>{model} 的回答</translation>
    </message>
</context>
<context>
    <name>LaneDialog</name>
    <message>
        <source>Parameters of {model}</source>
        <translation>{model} 的参数</translation>
    </message>
    <message>
        <source>Use for this lane</source>
        <translation>用于此模型</translation>
    </message>
    <message>
        <source>as all lanes</source>
        <translation>与所有模型相同</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>思考</translation>
    </message>
</context>
<context>
    <name>LaneMeters</name>
    <message>
        <source>Figures are shown after the vote</source>
        <translation>投票后显示数据</translation>
    </message>
    <message>
        <source>now {rate}</source>
        <translation>现在 {rate}</translation>
    </message>
    <message>
        <source>between {low} and {high}</source>
        <translation>在 {low} 与 {high} 之间</translation>
    </message>
    <message>
        <source>first word {time}</source>
        <translation>首字时延 {time}</translation>
    </message>
    <message>
        <source>memory {size}</source>
        <translation>内存 {size}</translation>
    </message>
    <message>
        <source>{size} as the system counts</source>
        <translation>系统统计为 {size}</translation>
    </message>
    <message>
        <source>Nothing measured yet</source>
        <translation>尚无测量数据</translation>
    </message>
    <message>
        <source>{rate}, measured here</source>
        <translation>{rate}，在本机测量</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>GPU {share}</source>
        <translation>显存 {share}</translation>
    </message>
    <message>
        <source>tok/s</source>
        <translation>tok/s</translation>
    </message>
    <message>
        <source>first word</source>
        <translation>首字时延</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
</context>
<context>
    <name>Layers</name>
    <message>
        <source>new line</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>“{token}”</source>
        <translation>“{token}”</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>最终输出</translation>
    </message>
    <message>
        <source>Layer {n}</source>
        <translation>第 {n} 层</translation>
    </message>
    <message>
        <source>{layer}, place {rank}: {token}, {share}</source>
        <translation>{layer}，第 {rank} 名：{token}，{share}</translation>
    </message>
    <message>
        <source>Token {n} of {count}: {token}</source>
        <translation>第 {n} / {count} token：{token}</translation>
    </message>
    <message>
        <source>{token}, weight {share}</source>
        <translation>{token}，权重 {share}</translation>
    </message>
    <message>
        <source>No layer has the answer, “{token}”, in the first place.</source>
        <translation>没有任何一层以最终输出“{token}”为第一名。</translation>
    </message>
    <message>
        <source>From layer {n} of {count} on, the first place is the answer, “{token}”.</source>
        <translation>从第 {n} 层（共 {count} 层）起，第一名就是最终输出“{token}”。</translation>
    </message>
</context>
<context>
    <name>LayersTab</name>
    <message>
        <source>No other model</source>
        <translation>不对比</translation>
    </message>
    <message>
        <source>The text is too long: {count} characters; at most {most} can be read.</source>
        <translation>文字太长：{count} 个字符；最多可读取 {most} 个。</translation>
    </message>
    <message>
        <source>At most {tokens} tokens. Runs on this computer&apos;s processor.</source>
        <translation>最多 {tokens} token。在本机处理器上运行。</translation>
    </message>
    <message>
        <source>At most {tokens} tokens. Runs on this computer&apos;s processor and needs about {size} of memory.</source>
        <translation>最多 {tokens} token。在本机处理器上运行，约需 {size} 内存。</translation>
    </message>
    <message>
        <source>Without the model&apos;s adapters and without its steering.</source>
        <translation>不含该模型的适配器和引导。</translation>
    </message>
    <message>
        <source>Reading… {share}</source>
        <translation>正在读取… {share}</translation>
    </message>
    <message>
        <source>Waiting for another job of the Workshop…</source>
        <translation>正在等待工坊中的其他任务…</translation>
    </message>
    <message>
        <source>Preparing the text of the reply…</source>
        <translation>正在准备回复的文字…</translation>
    </message>
    <message>
        <source>Save the token&apos;s layers as a picture…</source>
        <translation>将该 token 的各层保存为图片…</translation>
    </message>
    <message>
        <source>Export the token&apos;s layers and weights…</source>
        <translation>导出该 token 的各层和权重…</translation>
    </message>
    <message>
        <source>Save the layers as a picture</source>
        <translation>将各层保存为图片</translation>
    </message>
    <message>
        <source>Export the layers and weights</source>
        <translation>导出各层和权重</translation>
    </message>
    <message>
        <source>Written to {path}</source>
        <translation>已写入 {path}</translation>
    </message>
    <message>
        <source>Reads the model after each layer as if it were the last one: which token comes next, and how much the chosen token attends to earlier ones.</source>
        <translation>把每一层当作最后一层来读取模型：接下来会是什么 token，以及所选 token 对前面 token 的关注程度。</translation>
    </message>
    <message>
        <source>A text to look into, for example: The capital of France is</source>
        <translation>要查看的文字，例如：法国的首都是</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>对比模型</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Next token after each layer</source>
        <translation>每一层之后的下一 token</translation>
    </message>
</context>
<context>
    <name>LensTable</name>
    <message>
        <source>After</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Most probable next tokens after each layer</source>
        <translation>每一层之后最可能的下一 token</translation>
    </message>
</context>
<context>
    <name>LineageCard</name>
    <message>
        <source>Where it comes from</source>
        <translation>来源</translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>Copy address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>This link is not opened</source>
        <translation>此处不打开链接</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Open this link?</source>
        <translation>要打开此链接吗？</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Its text shows {shown}, but it leads to {host}.</source>
        <translation>它的文字显示的是 {shown}，实际却指向 {host}。</translation>
    </message>
    <message>
        <source>It leads to {host}. What stands before the “@” in its address is only a name.</source>
        <translation>它指向 {host}。地址中“@”之前的内容只是一个名字。</translation>
    </message>
    <message>
        <source>It leads to {host}, a name whose letters can look like those of another one.</source>
        <translation>它指向 {host}，这个域名中的字母可能与另一个域名的看起来一样。</translation>
    </message>
    <message>
        <source>Teahouse opens web pages and mail addresses only. This leads elsewhere:</source>
        <translation>Teahouse 只打开网页和邮件地址。此链接指向别处：</translation>
    </message>
</context>
<context>
    <name>ListSources</name>
    <message>
        <source>Look for a newer one now</source>
        <translation>立即检查新版本</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>从文件…</translation>
    </message>
    <message>
        <source>From an address…</source>
        <translation>从网址…</translation>
    </message>
    <message>
        <source>The one that came with Teahouse</source>
        <translation>Teahouse 自带的目录</translation>
    </message>
    <message>
        <source>Another catalogue</source>
        <translation>更换目录</translation>
    </message>
    <message>
        <source>Catalogues (*.json)</source>
        <translation>目录 (*.json)</translation>
    </message>
    <message>
        <source>Address of a catalogue (https://…)</source>
        <translation>目录的网址（https://…）</translation>
    </message>
    <message>
        <source>Load it without encryption?</source>
        <translation>在没有加密的情况下载入？</translation>
    </message>
    <message>
        <source>{address} is not encrypted: everybody on the way can see and change what it sends. With https:// in front it would be.</source>
        <translation>{address} 没有加密：途中的任何人都能看到并更改它发送的内容。以 https:// 开头才会加密。</translation>
    </message>
    <message>
        <source>Load it anyway</source>
        <translation>仍然载入</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use a catalogue that is not signed?</source>
        <translation>使用没有签名的目录？</translation>
    </message>
    <message>
        <source>The catalogue of {date} does not bear the signature of the makers of Teahouse. Its names, sizes and licences may be wrong, and its models may come from anywhere. Use it only if you know who made it.</source>
        <translation>{date} 的目录没有 Teahouse 开发者的签名。其中的名称、大小和许可证可能有误，模型可能来自任何地方。仅在你知道是谁制作的情况下使用。</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>No catalogue came from {address}. The one before stays; check the address and the network.</source>
        <translation>没有从 {address} 取得目录，之前的目录仍在使用；请检查地址和网络。</translation>
    </message>
    <message>
        <source>That catalogue cannot be used: {why}. The one before stays.</source>
        <translation>这个目录无法使用：{why}。仍用原来的目录。</translation>
    </message>
    <message>
        <source>The catalogue of {date} is in use now.</source>
        <translation>现在使用 {date} 的目录。</translation>
    </message>
    <message>
        <source>There is none newer than that of {date}, which is in use.</source>
        <translation>没有比 {date} 更新的目录，正在使用的就是最新的。</translation>
    </message>
</context>
<context>
    <name>LoadedPopup</name>
    <message>
        <source>Models in memory</source>
        <translation>内存中的模型</translation>
    </message>
    <message>
        <source>stays loaded</source>
        <translation>保持加载</translation>
    </message>
    <message>
        <source>{free} of {total} are free on this computer</source>
        <translation>这台电脑的内存共 {total}，可用 {free}</translation>
    </message>
    <message>
        <source>Unload</source>
        <translation>卸载</translation>
    </message>
    <message>
        <source>Let go</source>
        <translation>取消常驻</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>常驻内存</translation>
    </message>
    <message>
        <source>Leaves when its time is over</source>
        <translation>到时间后卸载</translation>
    </message>
    <message>
        <source>Stays until unloaded</source>
        <translation>一直保留，直到手动卸载</translation>
    </message>
    <message>
        <source>Let {model} go</source>
        <translation>取消 {model} 的常驻</translation>
    </message>
    <message>
        <source>Keep {model}</source>
        <translation>让 {model} 常驻内存</translation>
    </message>
    <message>
        <source>Unload {model}</source>
        <translation>卸载 {model}</translation>
    </message>
    <message>
        <source>context {tokens}</source>
        <translation>上下文 {tokens}</translation>
    </message>
    <message>
        <source>in RAM</source>
        <translation>在内存中</translation>
    </message>
    <message>
        <source>{share} on the GPU</source>
        <translation>{share} 在显存中</translation>
    </message>
    <message>
        <source>leaves in {time}</source>
        <translation>{time}后卸载</translation>
    </message>
    <message>
        <source>{free} of {total} are free on the GPU</source>
        <translation>显存共 {total}，可用 {free}</translation>
    </message>
    <message>
        <source>A model that needs more than {free} unloads {model} first</source>
        <translation>需要超过 {free} 的模型会先卸载 {model}</translation>
    </message>
    <message>
        <source>other programs take {size}</source>
        <translation>其他程序占用 {size}</translation>
    </message>
</context>
<context>
    <name>LocalModels</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>所属程序</translation>
    </message>
    <message>
        <source>your choice</source>
        <translation>自选</translation>
    </message>
    <message>
        <source>is searched</source>
        <translation>会搜索</translation>
    </message>
    <message>
        <source>is left out</source>
        <translation>不搜索</translation>
    </message>
    <message>
        <source>In {n} files.</source>
        <translation>分为 {n} 个文件。</translation>
    </message>
    <message>
        <source>With a vision file.</source>
        <translation>带有视觉文件。</translation>
    </message>
    <message>
        <source>The built-in engine does not know its architecture, {name}.</source>
        <translation>内置引擎不支持其架构 {name}。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Build</source>
        <translation>构建</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Not usable</source>
        <translation>无法使用</translation>
    </message>
</context>
<context>
    <name>LocalModelsDialog</name>
    <message>
        <source>A folder with GGUF files</source>
        <translation>包含 GGUF 文件的文件夹</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>Files found: {n}</source>
        <translation>已找到文件：{n}</translation>
    </message>
    <message>
        <source>{model} is ready.</source>
        <translation>{model} 已就绪。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Back to the folders</source>
        <translation>返回文件夹</translation>
    </message>
    <message>
        <source>Chat with it now</source>
        <translation>立即对话</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) found</source>
        <translation>
            <numerusform>找到 %n 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>the search was stopped</source>
        <translation>搜索已停止</translation>
    </message>
    <message>
        <source>there is more than is searched at once</source>
        <translation>内容过多，未全部搜索</translation>
    </message>
    <message numerus="yes">
        <source>%n folder(s) could not be read</source>
        <translation>
            <numerusform>%n 个文件夹无法读取</numerusform>
        </translation>
    </message>
    <message>
        <source>Ollama keeps a copy of its own: {size} are written to the disk.</source>
        <translation>Ollama 会保存自己的副本：将写入磁盘 {size}。</translation>
    </message>
    <message>
        <source>It is sent to the host on another computer: {size}.</source>
        <translation>文件会发送到另一台计算机上的服务：{size}。</translation>
    </message>
    <message>
        <source>Nothing is copied. It stays here even if the other program deletes it.</source>
        <translation>不会复制任何内容。即使其他程序删除该文件，它仍会保留。</translation>
    </message>
    <message>
        <source>Nothing is copied. It can be used as long as the file stays where it is.</source>
        <translation>不会复制任何内容。只要文件留在原处，就可以使用。</translation>
    </message>
    <message>
        <source>Models on this computer</source>
        <translation>本机上的模型</translation>
    </message>
    <message>
        <source>Models that other programs have downloaded can be used without downloading them again. These folders would be searched for GGUF files; nothing is read before you press Search.</source>
        <translation>其他程序已下载的模型无需重新下载即可使用。将在以下文件夹中搜索 GGUF 文件；在你按下“搜索”之前不会读取任何内容。</translation>
    </message>
    <message>
        <source>Folders to search</source>
        <translation>要搜索的文件夹</translation>
    </message>
    <message>
        <source>Space includes a folder or leaves it out</source>
        <translation>按空格键选择或取消选择文件夹</translation>
    </message>
    <message>
        <source>Models found</source>
        <translation>找到的模型</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
</context>
<context>
    <name>MakingLine</name>
    <message>
        <source>Asking the host…</source>
        <translation>正在查询服务…</translation>
    </message>
    <message>
        <source>Reading the file</source>
        <translation>正在读取文件</translation>
    </message>
    <message>
        <source>Bringing the file to the host</source>
        <translation>正在把文件传给服务</translation>
    </message>
    <message>
        <source>The host makes it smaller…</source>
        <translation>服务正在缩小模型…</translation>
    </message>
    <message>
        <source>The host makes the model…</source>
        <translation>服务正在生成模型…</translation>
    </message>
    <message>
        <source>{model} is made.</source>
        <translation>{model} 已生成。</translation>
    </message>
    <message>
        <source>Given up; nothing was made.</source>
        <translation>已取消，没有生成任何模型。</translation>
    </message>
</context>
<context>
    <name>MeasuredView</name>
    <message>
        <source>Nothing yet: the first chat or a speed test measures it.</source>
        <translation>尚无数据：首次对话或测速后即有。</translation>
    </message>
    <message>
        <source>Built-in engine</source>
        <translation>内置引擎</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>{rate}, usually within ± {half}</source>
        <translation>{rate}，通常在 ± {half} 之内</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>生成速度</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>提示词处理速度</translation>
    </message>
    <message>
        <source>First word</source>
        <translation>首字时延</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行次数</translation>
    </message>
    <message>
        <source>{n}, the last {when}</source>
        <translation>{n} 次，最近一次 {when}</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>最近一次运行</translation>
    </message>
    <message>
        <source>Last speed test</source>
        <translation>最近一次测速</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>尚无</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>电脑</translation>
    </message>
    <message>
        <source>{size}, {gpu} of it on the GPU</source>
        <translation>{size}，其中 {gpu} 在 GPU 上</translation>
    </message>
</context>
<context>
    <name>MemoryButton</name>
    <message>
        <source>No model loaded</source>
        <translation>未加载模型</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) loaded</source>
        <translation>
            <numerusform>已加载 %n 个模型</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MenuBar</name>
    <message>
        <source>Menu bar</source>
        <translation>菜单栏</translation>
    </message>
    <message>
        <source>&amp;Chat</source>
        <translation>对话(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Models</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>C&amp;ompare</source>
        <translation>对比(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Always show the menu bar</source>
        <translation>始终显示菜单栏</translation>
    </message>
</context>
<context>
    <name>MessageRows</name>
    <message>
        <source>You</source>
        <comment>who says a message</comment>
        <translation>你</translation>
    </message>
    <message>
        <source>The model</source>
        <comment>who says a message</comment>
        <translation>模型</translation>
    </message>
    <message>
        <source>System</source>
        <comment>who says a message</comment>
        <translation>系统</translation>
    </message>
    <message>
        <source>Take this message away</source>
        <translation>移除这条消息</translation>
    </message>
    <message>
        <source>Add a message</source>
        <translation>添加消息</translation>
    </message>
    <message>
        <source>Who says it</source>
        <translation>由谁说</translation>
    </message>
    <message>
        <source>What is said</source>
        <translation>说的内容</translation>
    </message>
</context>
<context>
    <name>MetadataCopier</name>
    <message>
        <source>Copy the file with other values</source>
        <translation>以新值复制文件</translation>
    </message>
    <message>
        <source>GGUF files (*.gguf)</source>
        <translation>GGUF 文件 (*.gguf)</translation>
    </message>
    <message>
        <source>Copying… {share}</source>
        <translation>正在复制… {share}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Written to {path}</source>
        <translation>已写入 {path}</translation>
    </message>
    <message>
        <source>Add as a model</source>
        <translation>添加为模型</translation>
    </message>
</context>
<context>
    <name>MetadataCopyDialog</name>
    <message>
        <source>{key} needs a whole number of tokens.</source>
        <translation>{key} 需要整数 token 数。</translation>
    </message>
    <message>
        <source>There is nothing to change yet.</source>
        <translation>尚无更改。</translation>
    </message>
    <message>
        <source>Edit a copy of {model}</source>
        <translation>编辑 {model} 的副本</translation>
    </message>
    <message>
        <source>The model’s own file is not changed. Empty texts are removed in the copy.</source>
        <translation>模型自身的文件不会改变。留空的文本会在副本中移除。</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>另存副本…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>MetadataTab</name>
    <message>
        <source>a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Filter tensors</source>
        <translation>筛选张量</translation>
    </message>
    <message>
        <source>Tensors of the model</source>
        <translation>模型的张量</translation>
    </message>
    <message numerus="yes">
        <source>%n key(s)</source>
        <translation>
            <numerusform>%n 个键</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tensor(s)</source>
        <translation>
            <numerusform>%n 个张量</numerusform>
        </translation>
    </message>
    <message>
        <source>The metadata was copied as JSON.</source>
        <translation>元数据已复制为 JSON。</translation>
    </message>
    <message>
        <source>Edit a copy…</source>
        <translation>编辑副本…</translation>
    </message>
    <message>
        <source>Filter keys and values</source>
        <translation>筛选键和值</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Parts of the file</source>
        <translation>文件的各部分</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>复制为 JSON</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>元数据</translation>
    </message>
</context>
<context>
    <name>ModelActions</name>
    <message>
        <source>Copy {model}</source>
        <translation>复制 {model}</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Rename {model}</source>
        <translation>重命名 {model}</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Delete {model}?</source>
        <translation>删除 {model}？</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n model(s)?</source>
        <translation>
            <numerusform>删除 %n 个模型？</numerusform>
        </translation>
    </message>
    <message>
        <source>What is loaded of it leaves memory first.</source>
        <translation>若已加载，会先卸载。</translation>
    </message>
    <message>
        <source>Conversations stay. To have it again it must be pulled or made again.</source>
        <translation>对话会保留。再次使用须重新下载或创建。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>The files stay where they are: {paths}</source>
        <translation>文件会留在原处：{paths}</translation>
    </message>
    <message>
        <source>At most {size} are deleted from the disk: what other models use of it stays.</source>
        <translation>最多从磁盘删除 {size}：其他模型也在使用的部分会保留。</translation>
    </message>
    <message>
        <source>{size} are deleted from the disk.</source>
        <translation>将从磁盘删除 {size}。</translation>
    </message>
    <message>
        <source>Nothing is freed on the disk: other models use its {size}, too.</source>
        <translation>不会释放磁盘空间：它的 {size} 也被其他模型使用。</translation>
    </message>
    <message>
        <source>{own} of its {size} are deleted from the disk; other models need the rest.</source>
        <translation>它的 {size} 中有 {own} 会从磁盘删除，其余部分其他模型还要用。</translation>
    </message>
    <message>
        <source>Between {own} and {size} are deleted from the disk: they share some of it.</source>
        <translation>将从磁盘删除 {own} 到 {size}：它们共用一部分。</translation>
    </message>
    <message>
        <source>{model} is called {to} now.</source>
        <translation>{model} 现在名为 {to}。</translation>
    </message>
    <message>
        <source>{model} has a copy called {to}; it takes no more disk.</source>
        <translation>{model} 有了副本 {to}，不另占磁盘。</translation>
    </message>
    <message>
        <source>; {size} of disk are free again.</source>
        <translation>，释放了 {size} 磁盘空间。</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) deleted</source>
        <translation>
            <numerusform>已删除 %n 个模型</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelButton</name>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>{model}: choose another model (Ctrl+K)</source>
        <translation>{model}：选择其他模型（Ctrl+K）</translation>
    </message>
    <message>
        <source>Model: {model}</source>
        <translation>模型：{model}</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Diagram of the architecture</source>
        <translation>架构图</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>token</translation>
    </message>
    <message>
        <source>Norm</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>Probability of each next token</source>
        <translation>下一 token 的概率</translation>
    </message>
    <message>
        <source>{n} tokens, a vector of {width} for each</source>
        <translation>{n} token，每个为 {width} 维</translation>
    </message>
    <message>
        <source>a vector of {width}</source>
        <translation>{width} 维</translation>
    </message>
    <message>
        <source>in a file of its own</source>
        <translation>在单独的文件中</translation>
    </message>
    <message>
        <source>uses the table of the embedding again</source>
        <translation>与嵌入共用同一张表</translation>
    </message>
    <message>
        <source>a table of its own</source>
        <translation>单独的一张表</translation>
    </message>
    <message>
        <source>number {numbers}</source>
        <translation>第 {numbers} 层</translation>
    </message>
    <message>
        <source>{n} parameters together</source>
        <translation>共 {n} 参数</translation>
    </message>
    <message>
        <source>{n} wide</source>
        <translation>{n} 维</translation>
    </message>
    <message>
        <source>{n} parameters in these blocks together</source>
        <translation>这些层共 {n} 个参数</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>厂商</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化规格</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>占用磁盘</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>隐藏层维度</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} token</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Capabilities</source>
        <translation>能力</translation>
    </message>
    <message>
        <source>Vision part</source>
        <translation>视觉部分</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>{name}, knows {n} tokens</source>
        <translation>{name}，{n} token</translation>
    </message>
    <message>
        <source>chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Chat with it</source>
        <translation>开始对话</translation>
    </message>
    <message>
        <source>Compare with…</source>
        <translation>与其他模型对比…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>About this model</source>
        <translation>关于此模型</translation>
    </message>
    <message>
        <source>Parameters of each part</source>
        <translation>各部分参数</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>实测</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>文件内容</translation>
    </message>
    <message>
        <source>About {model}</source>
        <translation>关于 {model}</translation>
    </message>
    <message>
        <source>Asking the host…</source>
        <translation>正在查询服务…</translation>
    </message>
    <message>
        <source>The host said nothing.</source>
        <translation>服务未返回内容。</translation>
    </message>
    <message>
        <source>The host does not tell how it is built.</source>
        <translation>服务未提供其结构。</translation>
    </message>
    <message>
        <source>Arrow keys move between the parts.</source>
        <translation>用方向键在各部分之间移动。</translation>
    </message>
    <message>
        <source>Save as picture…</source>
        <translation>保存为图片…</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Open in the Workshop</source>
        <translation>在工坊中打开</translation>
    </message>
    <message>
        <source>Make a variant…</source>
        <translation>创建自定义模型…</translation>
    </message>
    <message>
        <source>Copy…</source>
        <translation>复制…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Look for a newer version</source>
        <translation>检查新版本</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Save the diagram</source>
        <translation>保存架构图</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Recurrent</source>
        <translation>循环</translation>
    </message>
    <message>
        <source>Feed-forward</source>
        <translation>前馈</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Norms</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Vision</source>
        <translation>视觉</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Turns each token into a vector.</source>
        <translation>把每个 token 变成一组数值。</translation>
    </message>
    <message>
        <source>Lets each token use the tokens before it.</source>
        <translation>让每个 token 参考它之前的 token。</translation>
    </message>
    <message>
        <source>Keeps a state of fixed size instead of all tokens before.</source>
        <translation>保留固定大小的状态，而不保留之前的所有 token。</translation>
    </message>
    <message>
        <source>Computes on each token by itself.</source>
        <translation>对每个 token 单独计算。</translation>
    </message>
    <message>
        <source>Feed-forward parts, of which only some compute each token.</source>
        <translation>多个前馈部分，每个 token 只用其中几个。</translation>
    </message>
    <message>
        <source>Keep the vectors in a steady range.</source>
        <translation>使数值保持在稳定的范围内。</translation>
    </message>
    <message>
        <source>Turns the last vector into a probability for each token.</source>
        <translation>把最后的数值变成每个 token 的概率。</translation>
    </message>
    <message>
        <source>Turns pictures or sound into vectors.</source>
        <translation>把图片或声音变成数值。</translation>
    </message>
    <message>
        <source>{part}: {n} parameters, {share} of all, {size}, {kinds}</source>
        <translation>{part}：{n} 个参数，占 {share}，{size}，{kinds}</translation>
    </message>
    <message>
        <source>size unknown</source>
        <translation>大小未知</translation>
    </message>
    <message>
        <source>Latent attention</source>
        <translation>潜在注意力（MLA）</translation>
    </message>
    <message>
        <source>Recurrent part</source>
        <translation>循环部分</translation>
    </message>
    <message>
        <source>Attention and recurrent part</source>
        <translation>注意力与循环部分</translation>
    </message>
    <message>
        <source>Attention or recurrent part</source>
        <translation>注意力或循环部分</translation>
    </message>
    <message>
        <source>Sliding-window attention</source>
        <translation>滑动窗口注意力</translation>
    </message>
    <message>
        <source>{n} heads, {kv} for keys and values</source>
        <translation>注意力头 {n}（KV 头 {kv}）</translation>
    </message>
    <message>
        <source>{n} numbers per head</source>
        <translation>每头 {n} 维</translation>
    </message>
    <message>
        <source>keys and values in one vector of {n}</source>
        <translation>键和值合为 {n} 维</translation>
    </message>
    <message>
        <source>sees the last {n} tokens</source>
        <translation>只看最近 {n} token</translation>
    </message>
    <message>
        <source>a state of fixed size</source>
        <translation>固定大小的状态</translation>
    </message>
    <message>
        <source>which blocks have which is unknown without the tensors</source>
        <translation>没有张量列表，无法得知哪些层是哪一种</translation>
    </message>
    <message>
        <source>{used} of {n} used for each token</source>
        <translation>{n} 个，每个 token 激活 {used} 个</translation>
    </message>
    <message>
        <source>{n} wide each</source>
        <translation>每个 {n} 维</translation>
    </message>
    <message>
        <source>For each token {n} of {all} parameters are used.</source>
        <translation>每个 token 激活 {n} 参数，共 {all}。</translation>
    </message>
    <message>
        <source>It has a sliding window of {n} tokens; which blocks use it is unknown.</source>
        <translation>它有 {n} token 的滑动窗口，哪些层使用未知。</translation>
    </message>
    <message>
        <source>This host does not list the tensors: parameters of each part are unknown.</source>
        <translation>此服务不列出张量，各部分参数未知。</translation>
    </message>
    <message numerus="yes">
        <source>and %n further kind(s) of blocks</source>
        <translation>
            <numerusform>另有 %n 种层</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n block(s)</source>
        <translation>
            <numerusform>%n 层</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n block(s) that draft further tokens</source>
        <translation>
            <numerusform>%n 层（用于预测后续 token）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n block(s) of the encoder</source>
        <translation>
            <numerusform>编码器 %n 层</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n block(s) of the decoder</source>
        <translation>
            <numerusform>解码器 %n 层</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n expert(s)</source>
        <translation>
            <numerusform>%n 个专家</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n shared one(s)</source>
        <translation>
            <numerusform>另有 %n 个共享专家</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n head(s)</source>
        <translation>
            <numerusform>%n 个头</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelPageOpener</name>
    <message>
        <source>The diagram is in {path}.</source>
        <translation>架构图已保存到 {path}。</translation>
    </message>
</context>
<context>
    <name>ModelTexts</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Every key</source>
        <translation>全部键值</translation>
    </message>
    <message>
        <source>Modelfile</source>
        <translation>Modelfile</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>键</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>vision</source>
        <translation>视觉</translation>
    </message>
    <message>
        <source>audio</source>
        <translation>音频</translation>
    </message>
    <message>
        <source>embedding</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>fills gaps</source>
        <translation>补全</translation>
    </message>
    <message>
        <source>what it can do</source>
        <translation>能力</translation>
    </message>
    <message>
        <source>context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>quantisation</source>
        <translation>量化规格</translation>
    </message>
    <message>
        <source>licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>month of release</source>
        <translation>发布月份</translation>
    </message>
    <message>
        <source>build</source>
        <translation>结构</translation>
    </message>
    <message>
        <source>whether it can be downloaded</source>
        <translation>能否下载</translation>
    </message>
    <message>
        <source>the version it needs</source>
        <translation>所需版本</translation>
    </message>
    <message>
        <source>the EU</source>
        <translation>欧盟</translation>
    </message>
    <message>
        <source>the UK</source>
        <translation>英国</translation>
    </message>
    <message>
        <source>South Korea</source>
        <translation>韩国</translation>
    </message>
    <message>
        <source>Needs {need}, {free} free</source>
        <translation>需要 {need}，可用 {free}</translation>
    </message>
    <message>
        <source>Disk lacks {size}</source>
        <translation>磁盘还差 {size}</translation>
    </message>
    <message>
        <source>Tight</source>
        <translation>勉强</translation>
    </message>
    <message>
        <source>GPU+RAM</source>
        <translation>显存+内存</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>较慢</translation>
    </message>
    <message>
        <source>Fits the GPU</source>
        <translation>显存可容纳</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>可运行</translation>
    </message>
    <message>
        <source>Cloud only</source>
        <translation>仅云端</translation>
    </message>
    <message>
        <source>Several files</source>
        <translation>多个分卷</translation>
    </message>
    <message>
        <source>Not supported yet</source>
        <translation>暂不支持</translation>
    </message>
    <message>
        <source>No download known</source>
        <translation>暂无可用下载</translation>
    </message>
    <message>
        <source>{n} trillion</source>
        <translation>{n} 万亿</translation>
    </message>
    <message>
        <source>{n} billion</source>
        <translation>{n} 十亿</translation>
    </message>
    <message>
        <source>{n} hundred million</source>
        <translation>{n} 亿</translation>
    </message>
    <message>
        <source>{n} million</source>
        <translation>{n} 百万</translation>
    </message>
    <message>
        <source>{n} ten thousand</source>
        <translation>{n} 万</translation>
    </message>
    <message>
        <source>{n} trillion parameters</source>
        <translation>{n} 万亿参数</translation>
    </message>
    <message>
        <source>{n} billion parameters</source>
        <translation>{n} 十亿参数</translation>
    </message>
    <message>
        <source>{n} hundred million parameters</source>
        <translation>{n} 亿参数</translation>
    </message>
    <message>
        <source>{n} million parameters</source>
        <translation>{n} 百万参数</translation>
    </message>
    <message>
        <source>{n} ten thousand parameters</source>
        <translation>{n} 万参数</translation>
    </message>
    <message>
        <source>{name}. {words}</source>
        <translation>{name}。{words}</translation>
    </message>
    <message>
        <source>Not for business · {licence}</source>
        <translation>不可商用 · {licence}</translation>
    </message>
    <message>
        <source>Not in {places} · {licence}</source>
        <translation>未授权在{places}使用 · {licence}</translation>
    </message>
    <message>
        <source>licence not checked</source>
        <translation>许可证未核对</translation>
    </message>
    <message>
        <source>Always thinks before it answers; this cannot be turned off.</source>
        <translation>回答前总会思考，无法关闭。</translation>
    </message>
    <message>
        <source>Thinking can be turned on and off.</source>
        <translation>思考可开可关。</translation>
    </message>
    <message>
        <source>Always thinks, as much as is asked for: {levels}.</source>
        <translation>总会思考，程度可选：{levels}。</translation>
    </message>
    <message>
        <source>Thinking can be turned off, or asked for as {levels}.</source>
        <translation>思考可关闭，也可选 {levels}。</translation>
    </message>
    <message>
        <source>Its own template decides whether it thinks.</source>
        <translation>是否思考由它自己的模板决定。</translation>
    </message>
    <message>
        <source>Runs on the GPU: needs {need} of {free} free with a context of {context}.</source>
        <translation>在 GPU 上运行：上下文 {context} 时需要 {need} 显存，可用 {free}。</translation>
    </message>
    <message>
        <source>Runs partly on the GPU ({gpu}) and partly in memory ({ram}), with a context of {context}.</source>
        <translation>上下文 {context} 时，部分在显存（{gpu}）、部分在内存（{ram}）中运行。</translation>
    </message>
    <message>
        <source>Runs in memory: needs {need} of {free} free with a context of {context}.</source>
        <translation>在内存中运行：上下文 {context} 时需要 {need}，可用 {free}。</translation>
    </message>
    <message>
        <source>Does not fit: needs {need} with a context of {context}, and {free} would be free at most.</source>
        <translation>放不下：上下文 {context} 时需要 {need}，最多只有 {free} 可用。</translation>
    </message>
    <message>
        <source>What is loaded now must leave first.</source>
        <translation>需要先卸载现在载入的模型。</translation>
    </message>
    <message>
        <source>Its build is not known exactly, so this is an estimate.</source>
        <translation>它的结构并不完全清楚，这是估计。</translation>
    </message>
    <message>
        <source>Loaded here it took {measured}; {expected} were expected.</source>
        <translation>在本机加载后占用 {measured}，预计为 {expected}。</translation>
    </message>
    <message>
        <source>It wrote {measured} tok/s; {expected} were expected.</source>
        <translation>实际速度 {measured} tok/s，预计为 {expected}。</translation>
    </message>
    <message>
        <source>The longest context that stays on the GPU: {n} tokens.</source>
        <translation>能完全留在显存中的最长上下文：{n} token。</translation>
    </message>
    <message>
        <source>Will write {about}, between {low} and {high}.</source>
        <translation>预计{about}，在 {low} 到 {high} 之间。</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>已安装</translation>
    </message>
    <message>
        <source>Needs Ollama</source>
        <translation>需要 Ollama</translation>
    </message>
    <message>
        <source>usually {rate}</source>
        <translation>通常 {rate}</translation>
    </message>
    <message>
        <source>usually {rate}, {memory}</source>
        <translation>通常 {rate}，{memory}</translation>
    </message>
    <message>
        <source>{size} in memory</source>
        <translation>占用内存 {size}</translation>
    </message>
    <message>
        <source>usually {rate} here</source>
        <translation>本机通常 {rate}</translation>
    </message>
    <message>
        <source>loaded</source>
        <translation>已加载</translation>
    </message>
    <message>
        <source>too big for this computer</source>
        <translation>对本机来说太大</translation>
    </message>
    <message>
        <source>unloads {models} first</source>
        <translation>会先卸载 {models}</translation>
    </message>
</context>
<context>
    <name>ModelsHeader</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Catalogue</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>已安装</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>What to show</source>
        <translation>显示内容</translation>
    </message>
    <message>
        <source>Name, lab or hf.co/… to pull</source>
        <translation>名称、厂商，或下载 hf.co/…</translation>
    </message>
    <message>
        <source>Look for a model, or name one to pull</source>
        <translation>查找模型，或输入要下载的模型名</translation>
    </message>
    <message>
        <source>Import GGUF…</source>
        <translation>导入 GGUF…</translation>
    </message>
    <message>
        <source>Make a model of a file on this computer; you can drag it here, too</source>
        <translation>用本机的文件生成模型；也可以把文件拖到这里</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>{model} is here.</source>
        <translation>{model} 已就绪。</translation>
    </message>
    <message>
        <source>Chat with it now</source>
        <translation>开始对话</translation>
    </message>
    <message>
        <source>{model} was given up. What had arrived is deleted when Ollama starts the next time.</source>
        <translation>已取消下载 {model}。已下载的部分会在 Ollama 下次启动时删除。</translation>
    </message>
    <message>
        <source>This host is an OpenAI-compatible server: its models are loaded and changed where it runs.</source>
        <translation>此服务是兼容 OpenAI 的服务器：它的模型在其运行的地方载入和修改。</translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation>全部继续</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Narrowing</name>
    <message>
        <source>May be used in business</source>
        <translation>可以商用</translation>
    </message>
    <message>
        <source>Can be downloaded</source>
        <translation>可以下载</translation>
    </message>
    <message>
        <source>Runs on the built-in engine</source>
        <translation>可在内置引擎上运行</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>按名称</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>最新在前</translation>
    </message>
    <message>
        <source>Smallest first</source>
        <translation>最小在前</translation>
    </message>
    <message>
        <source>Largest first</source>
        <translation>最大在前</translation>
    </message>
    <message>
        <source>By lab</source>
        <translation>按厂商</translation>
    </message>
    <message>
        <source>Filter · {n}</source>
        <translation>筛选 · {n}</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>What a model must be able to do, and the order: {order}</source>
        <translation>模型须具备什么，以及排列顺序：{order}</translation>
    </message>
</context>
<context>
    <name>Navigation</name>
    <message>
        <source>{model} is here now.</source>
        <translation>{model} 已经下载好了。</translation>
    </message>
    <message>
        <source>Chat with it now</source>
        <translation>开始对话</translation>
    </message>
</context>
<context>
    <name>NetworkForm</name>
    <message>
        <source>Continue unfinished downloads when Teahouse starts</source>
        <translation>启动 Teahouse 时继续未完成的下载</translation>
    </message>
    <message>
        <source>Let an Ollama that Teahouse starts use cloud models</source>
        <translation>允许由 Teahouse 启动的 Ollama 使用云端模型</translation>
    </message>
    <message>
        <source>While both are off, Teahouse contacts nobody but its host until you ask for it. Cloud models answer on the servers of ollama.com: what you write to them leaves this computer. That choice takes effect when Teahouse starts Ollama the next time.</source>
        <translation>两项都关闭时，除服务外，Teahouse 只在你要求时才联系别处。云端模型在 ollama.com 的服务器上回答：你写给它们的内容会离开这台电脑。此项在 Teahouse 下次启动 Ollama 时生效。</translation>
    </message>
</context>
<context>
    <name>NewChatButton</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
</context>
<context>
    <name>NewModelDialog</name>
    <message>
        <source>Name of the new model</source>
        <translation>新模型的名称</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Make it</source>
        <translation>生成</translation>
    </message>
</context>
<context>
    <name>NewerVersionCheck</name>
    <message>
        <source>Asking the registry about {model}…</source>
        <translation>正在向仓库查询 {model}…</translation>
    </message>
    <message numerus="yes">
        <source>Asking the registries about %n model(s)…</source>
        <translation>
            <numerusform>正在向仓库查询 %n 个模型…</numerusform>
        </translation>
    </message>
    <message>
        <source>Pull it</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Pull them</source>
        <translation>全部下载</translation>
    </message>
    <message>
        <source>Its registry does not know {model}: it was made here, or is gone.</source>
        <translation>它的仓库里没有 {model}：它是在本机制作的，或已下架。</translation>
    </message>
    <message>
        <source>{model} is the newest there is.</source>
        <translation>{model} 已是最新。</translation>
    </message>
    <message>
        <source>There is a newer {model}: {size} at most.</source>
        <translation>{model} 有更新的版本：最多 {size}。</translation>
    </message>
    <message>
        <source>There are newer versions of {models}: {size} at most.</source>
        <translation>{models} 有更新的版本：最多 {size}。</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) are the newest there are.</source>
        <translation>
            <numerusform>%n 个模型已是最新。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) are in no registry that could be asked.</source>
        <translation>
            <numerusform>%n 个模型无法检查更新。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NoModelsView</name>
    <message>
        <source>{found}.</source>
        <translation>{found}。</translation>
    </message>
    <message>
        <source>Look at the catalogue</source>
        <translation>查看目录</translation>
    </message>
    <message>
        <source>Find models on this computer…</source>
        <translation>查找本机上的模型…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
</context>
<context>
    <name>NoticeLine</name>
    <message>
        <source>Close this note</source>
        <translation>关闭这条提示</translation>
    </message>
</context>
<context>
    <name>NoticeRow</name>
    <message>
        <source>Close this notice</source>
        <translation>关闭这条通知</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message numerus="yes">
        <source>%n more notice(s)</source>
        <translation>
            <numerusform>还有 %n 条通知</numerusform>
        </translation>
    </message>
    <message>
        <source>Show only one</source>
        <translation>只显示一条</translation>
    </message>
</context>
<context>
    <name>Numbers</name>
    <message>
        <source>{part} of {whole}</source>
        <translation>{part} / {whole}</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>{n} tok/s</source>
        <translation>{n} tok/s</translation>
    </message>
    <message>
        <source>{n} J</source>
        <translation>{n} J</translation>
    </message>
    <message>
        <source>{n} kJ</source>
        <translation>{n} kJ</translation>
    </message>
    <message>
        <source>{n} %</source>
        <translation>{n}%</translation>
    </message>
    <message>
        <source>{month} {year}</source>
        <translation>{year}年{number}月</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between things in a row</comment>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>Occupied</name>
    <message>
        <source>Wait</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>End it</source>
        <translation>结束它</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Another program holds Teahouse&apos;s data folder.</source>
        <translation>另一个程序占用了 Teahouse 的数据文件夹。</translation>
    </message>
    <message>
        <source>It has locked {path}. Teahouse opens as soon as that file is free.</source>
        <translation>它锁定了 {path}。该文件一释放，Teahouse 就会打开。</translation>
    </message>
    <message>
        <source>Teahouse is running on the computer “{computer}”.</source>
        <translation>Teahouse 正在电脑“{computer}”上运行。</translation>
    </message>
    <message>
        <source>It uses the same data folder, {folder}. Quit it there; it then opens here.</source>
        <translation>它使用同一个数据文件夹 {folder}。请在那台电脑上退出它，随后它会在这里打开。</translation>
    </message>
    <message>
        <source>Teahouse is still closing.</source>
        <translation>Teahouse 仍在关闭。</translation>
    </message>
    <message>
        <source>Teahouse is already running, but does not answer.</source>
        <translation>Teahouse 已在运行，但没有响应。</translation>
    </message>
    <message>
        <source>Process {pid} ({program}) uses the data folder {folder}. You can wait for it. If you end it, what has arrived of its replies is kept: it is on disk.</source>
        <translation>进程 {pid}（{program}）正在使用数据文件夹 {folder}。你可以等它恢复。如果结束它，已经收到的回复内容不会丢失：它们已保存在磁盘上。</translation>
    </message>
</context>
<context>
    <name>OptionRow</name>
    <message>
        <source>{name}, changed</source>
        <translation>{name}，已更改</translation>
    </message>
    <message>
        <source>Reset {name}</source>
        <translation>重置{name}</translation>
    </message>
</context>
<context>
    <name>PageList</name>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Workshop</source>
        <translation>工坊</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
</context>
<context>
    <name>PairsCard</name>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n 对</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cannot be used: both texts must be there, and differ</source>
        <translation>
            <numerusform>%n 对无法使用：两段文字都要填写，且不能相同</numerusform>
        </translation>
    </message>
    <message>
        <source>at least two are needed; ten or more are better</source>
        <translation>至少需要两对，十对以上更好</translation>
    </message>
    <message>
        <source>Contrast pairs</source>
        <translation>对比文本对</translation>
    </message>
    <message>
        <source>Two messages to the model that differ only in what is to be steered. The direction from the right one to the left one is then added to what the model computes.</source>
        <translation>发给模型的两条消息，只在要引导的方面不同。从右边指向左边的方向会加到模型的计算中。</translation>
    </message>
    <message>
        <source>Use an example…</source>
        <translation>使用示例…</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Add a pair</source>
        <translation>添加一对</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Towards 1</source>
        <translation>趋向 1</translation>
    </message>
    <message>
        <source>Towards −1</source>
        <translation>趋向 −1</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>What would you like to do?</source>
        <translation>你想做什么？</translation>
    </message>
    <message>
        <source>All actions</source>
        <translation>所有操作</translation>
    </message>
    <message>
        <source>No action has these words.</source>
        <translation>没有符合的操作。</translation>
    </message>
</context>
<context>
    <name>ParameterRows</name>
    <message>
        <source>Value of {name}</source>
        <translation>{name} 的值</translation>
    </message>
    <message>
        <source>Take {name} away</source>
        <translation>移除 {name}</translation>
    </message>
    <message>
        <source>Add a parameter</source>
        <translation>添加参数</translation>
    </message>
    <message>
        <source>Parameter</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>The model it is made from has it; give it another value instead</source>
        <translation>基础模型自带此参数；可以改成别的值</translation>
    </message>
</context>
<context>
    <name>Parameters</name>
    <message>
        <source>As in the settings</source>
        <translation>跟随全局设置</translation>
    </message>
    <message>
        <source>Unload after each reply</source>
        <translation>每次回复后卸载</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n 小时</numerusform>
        </translation>
    </message>
    <message>
        <source>Until unloaded by hand</source>
        <translation>直到手动卸载</translation>
    </message>
    <message>
        <source>8 bits (q8_0)</source>
        <translation>8 位（q8_0）</translation>
    </message>
    <message>
        <source>8 bits (q8_0), saves {size}</source>
        <translation>8 位（q8_0），节省 {size}</translation>
    </message>
    <message>
        <source>As the engine starts</source>
        <translation>按引擎的设置</translation>
    </message>
    <message>
        <source>16 bits (f16)</source>
        <translation>16 位（f16）</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>JSON schema</source>
        <translation>JSON Schema</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>纯文本</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>JSON by a schema</source>
        <translation>符合 Schema 的 JSON</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Top P</source>
        <translation>Top P</translation>
    </message>
    <message>
        <source>Top K</source>
        <translation>Top K</translation>
    </message>
    <message>
        <source>Min P</source>
        <translation>Min P</translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>How strongly each adapter of the model acts: 0 is the model without it, 1 as it was trained. A change holds from the next reply on, and loads nothing.</source>
        <translation>各适配器的作用强度：0 表示不使用，1 为训练时的强度。从下一次回复起生效，无需重新加载模型。</translation>
    </message>
    <message>
        <source>Steering</source>
        <translation>引导</translation>
    </message>
    <message>
        <source>the model’s own</source>
        <translation>模型自带的值</translation>
    </message>
    <message>
        <source>Memory of the context</source>
        <translation>上下文的内存</translation>
    </message>
    <message>
        <source>In 8 bits the context takes about half of the memory; replies may differ a little. Changing it loads the model again.</source>
        <translation>用 8 位时，上下文约占一半的内存；回复可能略有不同。更改后会重新加载模型。</translation>
    </message>
    <message>
        <source>Repeat penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Repeat window</source>
        <translation>重复检测窗口</translation>
    </message>
    <message>
        <source>How many tokens back repeats are looked for: 0 is none, -1 the whole context.</source>
        <translation>向前多少 token 内检查重复：0 为不检查，-1 为整个上下文。</translation>
    </message>
    <message>
        <source>Presence penalty</source>
        <translation>存在惩罚</translation>
    </message>
    <message>
        <source>Above 0, words that were said already become less likely, no matter how often; below 0 likelier.</source>
        <translation>大于 0 时，已经出现过的词更不容易再出现，不论出现过几次；小于 0 则更容易。</translation>
    </message>
    <message>
        <source>Frequency penalty</source>
        <translation>频率惩罚</translation>
    </message>
    <message>
        <source>Above 0, words become less likely the more often they were said; below 0 likelier.</source>
        <translation>大于 0 时，出现次数越多的词越不容易再出现；小于 0 则更容易。</translation>
    </message>
    <message>
        <source>Typical P</source>
        <translation>Typical P</translation>
    </message>
    <message>
        <source>Words that are far likelier or less likely than expected are left out; 1 leaves none out.</source>
        <translation>排除概率与预期相差太大的词；1 表示不排除。</translation>
    </message>
    <message>
        <source>Draft model</source>
        <translation>草稿模型</translation>
    </message>
    <message>
        <source>A small model of the same family guesses the next words, and this one checks several at once: the same reply, often sooner, for more memory. Changing it loads the model again.</source>
        <translation>同一系列的小模型先猜接下来的词，由当前模型一次检查多个：回复相同，常常更快，但占用更多内存。更改后会重新加载模型。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>How strongly the model’s direction acts: below 0 it acts the other way, 0 is the model without it. Changing it loads the model again.</source>
        <translation>模型的引导方向作用有多强：低于 0 时方向相反，0 相当于没有引导。更改后会重新加载模型。</translation>
    </message>
    <message>
        <source>Context, in tokens</source>
        <translation>上下文（token）</translation>
    </message>
    <message>
        <source>Longest reply, in tokens</source>
        <translation>最大 Token 数</translation>
    </message>
    <message>
        <source>Stop at</source>
        <translation>停止序列</translation>
    </message>
    <message>
        <source>Form of the reply</source>
        <translation>回复格式</translation>
    </message>
    <message>
        <source>Keep the model loaded</source>
        <translation>保持加载时长</translation>
    </message>
    <message>
        <source>What the model is told before the conversation, with every message.</source>
        <translation>在对话之前告诉模型的内容，随每条消息一起发送。</translation>
    </message>
    <message>
        <source>How freely words are chosen: 0 takes the likeliest each time, above 1 becomes wild.</source>
        <translation>选词的随机程度：0 总取概率最高的词，大于 1 则趋于发散。</translation>
    </message>
    <message>
        <source>Only the likeliest words that together reach this share are taken.</source>
        <translation>只从累计概率达到此值的词中选取，概率高者优先。</translation>
    </message>
    <message>
        <source>Only so many of the likeliest words are taken; 0 is all.</source>
        <translation>只从概率最高的 K 个词中选取；0 表示全部。</translation>
    </message>
    <message>
        <source>Words below this share of the likeliest one&apos;s chance are left out.</source>
        <translation>概率低于最可能词此比例的词会被排除。</translation>
    </message>
    <message>
        <source>Above 1, words that were said lately become less likely.</source>
        <translation>大于 1 时，刚说过的词更不容易再次出现。</translation>
    </message>
    <message>
        <source>The same number gives the same reply to the same question.</source>
        <translation>种子相同，同一问题得到相同回复。</translation>
    </message>
    <message>
        <source>How much of the conversation the model can hold. A larger one takes more memory, and changing it loads the model again.</source>
        <translation>模型能容纳多少对话内容。越大占用内存越多；更改后会重新加载模型。</translation>
    </message>
    <message>
        <source>The reply ends after so many tokens; -1 is no limit, -2 until the context is full.</source>
        <translation>达到此 token 数即停止；-1 为不限，-2 为直到上下文占满。</translation>
    </message>
    <message>
        <source>The reply ends where one of these texts would come, one a line. \n stands for a line break.</source>
        <translation>回复在这些文本将要出现的地方结束，每行一条。\n 表示换行。</translation>
    </message>
    <message>
        <source>Plain text, any JSON, or JSON that follows a schema.</source>
        <translation>纯文本、任意 JSON，或符合某个 Schema 的 JSON。</translation>
    </message>
    <message>
        <source>How long the model stays in memory after a reply.</source>
        <translation>回复之后模型保持加载多久。</translation>
    </message>
    <message>
        <source>random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>nothing but the model’s own end</source>
        <translation>仅模型自身的结束符</translation>
    </message>
    <message>
        <source>While it is empty: {value}.</source>
        <translation>留空时：{value}。</translation>
    </message>
    <message>
        <source>This is not JSON: line {line}, column {column}.</source>
        <translation>这不是 JSON：第 {line} 行，第 {column} 列。</translation>
    </message>
    <message>
        <source>A schema is a JSON object: it begins with { and ends with }.</source>
        <translation>Schema 是一个 JSON 对象：以 { 开头，以 } 结尾。</translation>
    </message>
    <message>
        <source>A whole number from {low} to {high}.</source>
        <translation>{low} 到 {high} 之间的整数。</translation>
    </message>
    <message>
        <source>A number from {low} to {high}.</source>
        <translation>{low} 到 {high} 之间的数。</translation>
    </message>
    <message>
        <source>With another scale the model loads again at the next message.</source>
        <translation>改用其他强度时，发送下一条消息会重新加载模型。</translation>
    </message>
    <message>
        <source>With another scale the model loads again at the next message; last in {time}.</source>
        <translation>改用其他强度时，发送下一条消息会重新加载模型；上次用时 {time}。</translation>
    </message>
</context>
<context>
    <name>ParametersDialog</name>
    <message>
        <source>Use for all lanes</source>
        <translation>用于所有模型</translation>
    </message>
    <message>
        <source>Parameters for all lanes</source>
        <translation>所有模型的参数</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>any, the same for all lanes</source>
        <translation>任意，所有模型相同</translation>
    </message>
    <message>
        <source>any, the same for all lanes; last {seed}</source>
        <translation>任意，所有模型相同；上次为 {seed}</translation>
    </message>
    <message>
        <source>the model’s own</source>
        <translation>用模型自己的</translation>
    </message>
</context>
<context>
    <name>ParametersPanel</name>
    <message>
        <source>Fewer parameters</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>More parameters</source>
        <translation>更多参数</translation>
    </message>
    <message>
        <source>Undo the reset</source>
        <translation>撤销重置</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>New chats begin with these</source>
        <translation>新对话将使用这些参数</translation>
    </message>
    <message>
        <source>Use for new chats</source>
        <translation>用于新对话</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Parameters of this conversation</source>
        <translation>此对话的参数</translation>
    </message>
    <message>
        <source>Close the parameters</source>
        <translation>关闭参数</translation>
    </message>
</context>
<context>
    <name>PartsTable</name>
    <message>
        <source>Parameters of each part</source>
        <translation>各部分参数</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Types</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>All</source>
        <translation>合计</translation>
    </message>
</context>
<context>
    <name>PlainTextField</name>
    <message>
        <source>Nothing was pasted: a field takes {lines} lines and {characters} characters at a time.</source>
        <translation>没有粘贴任何内容：一个输入框一次最多接受 {lines} 行、{characters} 个字符。</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>{said} Teahouse keeps looking by itself.</source>
        <translation>{said}Teahouse 会自动继续查找。</translation>
    </message>
    <message>
        <source>Waiting for the system&apos;s keyring. It may be asking for your password in another window.</source>
        <translation>正在等待系统密钥环。它可能正在另一个窗口中要求你输入密码。</translation>
    </message>
    <message>
        <source>Connect without it</source>
        <translation>不用它，直接连接</translation>
    </message>
    <message>
        <source>Ollama is installed on this computer but does not run; the built-in engine answers meanwhile.</source>
        <translation>这台电脑上装有 Ollama，但没有运行；目前由内置引擎回答。</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Use the built-in engine</source>
        <translation>使用内置引擎</translation>
    </message>
    <message>
        <source>Start Ollama</source>
        <translation>启动 Ollama</translation>
    </message>
    <message>
        <source>Put the text into the composer</source>
        <translation>把文字放回输入框</translation>
    </message>
    <message>
        <source>The message was not sent. {why}</source>
        <translation>消息没有发送。{why}</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) deleted.</source>
        <translation>
            <numerusform>已删除 %n 条消息。</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Deleted “{title}”</source>
        <translation>已删除“{title}”</translation>
    </message>
    <message>
        <source>The models are not known yet. Your message stays here; send it in a moment.</source>
        <translation>模型列表还没有就绪。你的消息保留在这里，请稍后发送。</translation>
    </message>
    <message>
        <source>There is no model to answer yet. Your message stays here; install one, then send it.</source>
        <translation>还没有可以回答的模型。你的消息保留在这里，请安装一个模型后再发送。</translation>
    </message>
    <message>
        <source>Saved as {path}.</source>
        <translation>已保存为 {path}。</translation>
    </message>
    <message>
        <source>This conversation is too long to be copied. Save it as a file instead.</source>
        <translation>这个对话太长，无法复制。请改为另存为文件。</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}. Nothing of the conversation is lost; choose another place.</source>
        <translation>无法写入 {path}：{reason}。对话没有丢失；请选择其他位置。</translation>
    </message>
    <message>
        <source>That conversation is not kept any more.</source>
        <translation>该对话已不存在。</translation>
    </message>
</context>
<context>
    <name>PromptAdder</name>
    <message>
        <source>The question is in the sheet now.</source>
        <translation>问题已添加到评测集。</translation>
    </message>
    <message>
        <source>Open the sheet</source>
        <translation>打开评测集</translation>
    </message>
</context>
<context>
    <name>PromptBar</name>
    <message>
        <source>Follow up</source>
        <translation>追问</translation>
    </message>
    <message>
        <source>Compare again</source>
        <translation>再次对比</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Ask all models the same question…</source>
        <translation>向所有模型提出同一个问题…</translation>
    </message>
    <message>
        <source>Question to all models</source>
        <translation>向所有模型提的问题</translation>
    </message>
    <message>
        <source>New comparison</source>
        <translation>新建对比</translation>
    </message>
    <message>
        <source>Stop all</source>
        <translation>全部停止</translation>
    </message>
    <message>
        <source>Attach pictures, text files or PDFs</source>
        <translation>附上图片、文本文件或 PDF</translation>
    </message>
</context>
<context>
    <name>PromptForm</name>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Checks of the answer</source>
        <translation>回答的检查项</translation>
    </message>
    <message>
        <source>The beginning of the question, if it is empty</source>
        <translation>留空则用问题的开头</translation>
    </message>
    <message>
        <source>System prompt, instead of the sheet’s</source>
        <translation>系统提示词（替换评测集的）</translation>
    </message>
    <message>
        <source>Variables, one a line: name = value</source>
        <translation>变量，每行一个：名称 = 值</translation>
    </message>
    <message>
        <source>Add a turn</source>
        <translation>添加一轮</translation>
    </message>
    <message>
        <source>Attach files…</source>
        <translation>添加附件…</translation>
    </message>
    <message>
        <source>Add a check</source>
        <translation>添加检查项</translation>
    </message>
</context>
<context>
    <name>PromptListModel</name>
    <message>
        <source>Checks</source>
        <translation>检查项</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>题目</translation>
    </message>
</context>
<context>
    <name>PromptPicker</name>
    <message>
        <source>Saved prompts</source>
        <translation>保存的提示词</translation>
    </message>
    <message>
        <source>Write your own…</source>
        <translation>编写自己的…</translation>
    </message>
</context>
<context>
    <name>Prompts</name>
    <message>
        <source>Summarise</source>
        <translation>总结</translation>
    </message>
    <message>
        <source>Summarise this in a few sentences:</source>
        <translation>用几句话总结下面的内容：</translation>
    </message>
    <message>
        <source>Translate into Chinese</source>
        <translation>翻译成英文</translation>
    </message>
    <message>
        <source>Translate this into Chinese; keep names, numbers and formatting:</source>
        <translation>把下面的内容翻译成英文；保留名称、数字和格式：</translation>
    </message>
    <message>
        <source>Proofread</source>
        <translation>校对</translation>
    </message>
    <message>
        <source>Correct spelling and grammar, change nothing else, and list what you changed:</source>
        <translation>改正错别字和语法，其他内容不变，并列出改动：</translation>
    </message>
    <message>
        <source>Explain simply</source>
        <translation>通俗讲解</translation>
    </message>
    <message>
        <source>Explain this so that somebody new to it understands, with an example:</source>
        <translation>用初学者能懂的话解释下面的内容，并举一个例子：</translation>
    </message>
    <message>
        <source>Review code</source>
        <translation>审查代码</translation>
    </message>
    <message>
        <source>Review this code: errors first, then what could be simpler, each with its line:</source>
        <translation>审查下面的代码：先指出错误，再说明哪些可以更简单，并注明行号：</translation>
    </message>
</context>
<context>
    <name>PromptsDialog</name>
    <message>
        <source>Saved prompts</source>
        <translation>保存的提示词</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>What comes into the composer</source>
        <translation>填入输入框的内容</translation>
    </message>
    <message>
        <source>New prompt</source>
        <translation>新提示词</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>PullActions</name>
    <message>
        <source>Give up {model}?</source>
        <translation>取消下载 {model}？</translation>
    </message>
    <message>
        <source>Remove {model}?</source>
        <translation>移除 {model}？</translation>
    </message>
    <message>
        <source>{size} have arrived. Kept, they need not be fetched again when you go on later.</source>
        <translation>已下载 {size}。保留下来，以后继续时无须重新下载。</translation>
    </message>
    <message>
        <source>Delete them</source>
        <translation>删除已下载部分</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Go on pulling</source>
        <translation>继续下载</translation>
    </message>
</context>
<context>
    <name>PullConfirmation</name>
    <message>
        <source>Pull anyway</source>
        <translation>仍然下载</translation>
    </message>
    <message>
        <source>Pull {model}</source>
        <translation>下载 {model}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Pull {model}?</source>
        <translation>下载 {model}？</translation>
    </message>
    <message>
        <source>It can be kept, but will not run here as it is.</source>
        <translation>可以保存下来，但以当前配置无法在本机运行。</translation>
    </message>
    <message>
        <source>The disk lacks {size} for it.</source>
        <translation>磁盘空间不够，还差 {size}。</translation>
    </message>
    <message>
        <source>Licence: {name}. {words}</source>
        <translation>许可证：{name}。{words}</translation>
    </message>
    <message>
        <source>The built-in engine cannot run this model; Ollama can.</source>
        <translation>内置引擎无法运行这个模型，Ollama 可以。</translation>
    </message>
    <message>
        <source>The built-in engine cannot run this model as the library has it; Ollama can. The same model is to be had in a form that it can run, too.</source>
        <translation>内置引擎无法运行模型库里的这个版本，Ollama 可以。同一模型也有内置引擎能运行的版本。</translation>
    </message>
    <message>
        <source>It has {size} and would need {need} of memory.</source>
        <translation>大小 {size}，需要 {need} 内存。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Try it anyway</source>
        <translation>仍然尝试</translation>
    </message>
    <message>
        <source>{model} cannot be pulled</source>
        <translation>无法下载 {model}</translation>
    </message>
</context>
<context>
    <name>PullDialog</name>
    <message>
        <source>Asking the registry…</source>
        <translation>正在查询仓库…</translation>
    </message>
    <message>
        <source>Reading the head of its file…</source>
        <translation>正在读取文件头…</translation>
    </message>
    <message>
        <source>context {n}</source>
        <translation>上下文 {n}</translation>
    </message>
    <message>
        <source>The built-in engine cannot run it; Ollama can.</source>
        <translation>内置引擎无法运行它，Ollama 可以。</translation>
    </message>
    <message>
        <source>{model} has {size}.</source>
        <translation>{model} 大小为 {size}。</translation>
    </message>
    <message>
        <source>{size} of it are still to come.</source>
        <translation>其中 {size} 还需下载。</translation>
    </message>
    <message>
        <source>All of it is here.</source>
        <translation>已全部在本机。</translation>
    </message>
    <message>
        <source>{size} are free on the disk.</source>
        <translation>磁盘可用 {size}。</translation>
    </message>
    <message>
        <source>Pull model</source>
        <translation>下载模型</translation>
    </message>
    <message>
        <source>Name of a model</source>
        <translation>模型名称</translation>
    </message>
    <message>
        <source>As the library has it, hf.co/user/repo:quant, or with a registry of your own; a line with “ollama run” or the address of a model’s page will do, too.</source>
        <translation>可以是模型库里的名称、hf.co/user/repo:quant，或自己的仓库；也可以粘贴“ollama run”命令行或模型页面的网址。</translation>
    </message>
    <message>
        <source>Look first</source>
        <translation>先看看</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Pull</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>PullRow</name>
    <message>
        <source>Chat with it now</source>
        <translation>开始对话</translation>
    </message>
    <message>
        <source>Pull next</source>
        <translation>优先下载</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Pull now</source>
        <translation>立即下载</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>取消…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>PullStrip</name>
    <message numerus="yes">
        <source>%n more in the queue</source>
        <translation>
            <numerusform>队列里还有 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Chat with it now</source>
        <translation>开始对话</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>What is being pulled</source>
        <translation>正在下载的模型</translation>
    </message>
</context>
<context>
    <name>Pulls</name>
    <message>
        <source>{size} so far</source>
        <translation>已有 {size}</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Given up, what had arrived is kept</source>
        <translation>已取消，已下载的部分保留着</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>已在本机</translation>
    </message>
    <message>
        <source>Asking the registry…</source>
        <translation>正在查询仓库…</translation>
    </message>
    <message>
        <source>Checking what has arrived…</source>
        <translation>正在校验已下载的内容…</translation>
    </message>
    <message>
        <source>Writing it down…</source>
        <translation>正在写入…</translation>
    </message>
    <message>
        <source>Nothing has come for {time}</source>
        <translation>{time} 没有收到数据</translation>
    </message>
    <message>
        <source>Checking again what is here</source>
        <translation>正在重新检查已有内容</translation>
    </message>
    <message>
        <source>file {number} of {count}</source>
        <translation>第 {number} / {count} 个文件</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>还需 {time}</translation>
    </message>
    <message>
        <source>The host is not there, so nothing was begun of {model}. Pull it again when it is.</source>
        <translation>服务未连接，没有开始下载 {model}。服务恢复后请再下载一次。</translation>
    </message>
    <message numerus="yes">
        <source>%n download(s) not finished and paused.</source>
        <translation>
            <numerusform>有 %n 个下载未完成，已暂停。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pulling</source>
        <translation>
            <numerusform>%n 个下载中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <translation>
            <numerusform>%n 个已暂停</numerusform>
        </translation>
    </message>
    <message>
        <source>{model} is here now</source>
        <translation>{model} 已就绪</translation>
    </message>
    <message>
        <source>Chat with it now</source>
        <translation>开始对话</translation>
    </message>
    <message>
        <source>Waits for the host</source>
        <translation>等待服务</translation>
    </message>
    <message>
        <source>Waits until its own host is in use</source>
        <translation>等待切换到它所属的服务</translation>
    </message>
    <message>
        <source>Waits until {time}</source>
        <translation>等到 {time}</translation>
    </message>
    <message>
        <source>Begins…</source>
        <translation>即将开始…</translation>
    </message>
    <message>
        <source>{registry} does not have all of {model} any more. What has arrived is on the disk: try again later, or remove it</source>
        <translation>{registry} 上的 {model} 已不完整。已下载的部分保留在磁盘上：可稍后再试，或将其移除</translation>
    </message>
    <message>
        <source>The host is not there. What has arrived is kept</source>
        <translation>服务未连接。已下载的部分保留着</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>tries again in {time}</source>
        <translation>{time} 后重试</translation>
    </message>
</context>
<context>
    <name>QuantizationTable</name>
    <message>
        <source>The original and its quantizations</source>
        <translation>原模型及其量化版本</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Same first
token</source>
        <translation>首 token
一致</translation>
    </message>
    <message>
        <source>KL
divergence</source>
        <translation>KL
散度</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Kept as</source>
        <translation>保留为</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原模型</translation>
    </message>
</context>
<context>
    <name>QuantizeForm</name>
    <message>
        <source>Text for the importance matrix</source>
        <translation>用于重要性矩阵的文本</translation>
    </message>
    <message>
        <source>Your texts stay on this computer. The original is not changed.</source>
        <translation>你的文本不会离开本机。原模型不会改动。</translation>
    </message>
    <message>
        <source>Made from the text it is measured on, the figures look better than on other texts.</source>
        <translation>矩阵若来自测量所用的文本，数值会比在其他文本上更好看。</translation>
    </message>
    <message>
        <source>Kinds to try</source>
        <translation>要尝试的类型</translation>
    </message>
    <message>
        <source>Make {kind}</source>
        <translation>制作 {kind}</translation>
    </message>
    <message>
        <source>Measured on</source>
        <translation>测量所用文本</translation>
    </message>
    <message>
        <source>Importance matrix from</source>
        <translation>重要性矩阵来自</translation>
    </message>
    <message>
        <source>Text to measure on</source>
        <translation>用于测量的文本</translation>
    </message>
    <message>
        <source>Paste a text. Each paragraph is also asked as a prompt.</source>
        <translation>粘贴一段文本。每个段落也会作为提示词提问。</translation>
    </message>
    <message>
        <source>Your newest conversations</source>
        <translation>你最近的对话</translation>
    </message>
    <message>
        <source>A pasted text</source>
        <translation>粘贴的文本</translation>
    </message>
    <message numerus="yes">
        <source>%n prompt(s) of “{name}”</source>
        <translation>
            <numerusform>“{name}”的 %n 条提示词</numerusform>
        </translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>The same text</source>
        <translation>同一文本</translation>
    </message>
    <message>
        <source>The file {name}</source>
        <translation>文件 {name}</translation>
    </message>
    <message>
        <source>A text file…</source>
        <translation>文本文件…</translation>
    </message>
</context>
<context>
    <name>QuantizeTab</name>
    <message>
        <source>Original</source>
        <translation>原模型</translation>
    </message>
    <message>
        <source>Across: size of the file. A larger dot writes faster.</source>
        <translation>横轴：文件大小。圆点越大，输出越快。</translation>
    </message>
    <message>
        <source>Measured: {what}.</source>
        <translation>测量内容：{what}。</translation>
    </message>
    <message>
        <source>The text file could not be read: {reason}</source>
        <translation>无法读取文本文件：{reason}</translation>
    </message>
    <message>
        <source>Discard {kind}?</source>
        <translation>丢弃 {kind}？</translation>
    </message>
    <message>
        <source>The file and its figures are deleted ({size}). The original stays.</source>
        <translation>将删除该文件及其测量结果（{size}）。原模型保留。</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save the chart as a picture…</source>
        <translation>将图表存为图片…</translation>
    </message>
    <message>
        <source>Export the figures…</source>
        <translation>导出数据…</translation>
    </message>
    <message>
        <source>Export the figures</source>
        <translation>导出数据</translation>
    </message>
    <message>
        <source>Save the chart as a picture</source>
        <translation>将图表存为图片</translation>
    </message>
    <message>
        <source>Kept as {model}.</source>
        <translation>已保留为 {model}。</translation>
    </message>
    <message>
        <source>Discarded.</source>
        <translation>已丢弃。</translation>
    </message>
    <message>
        <source>Written to {path}</source>
        <translation>已写入 {path}</translation>
    </message>
</context>
<context>
    <name>RatingChart</name>
    <message>
        <source>Ratings by your votes</source>
        <translation>根据你投票的评分</translation>
    </message>
    <message>
        <source>{model}: {rating}, likely between {low} and {high}; {wins} won and {ties} tied of {games}</source>
        <translation>{model}：{rating}，很可能在 {low} 与 {high} 之间；{games} 场中胜 {wins} 场，平 {ties} 场</translation>
    </message>
    <message>
        <source>in {bad} all were bad</source>
        <translation>其中 {bad} 次全部不好</translation>
    </message>
    <message>
        <source>won {wins} of {games}</source>
        <translation>{games} 场中胜 {wins} 场</translation>
    </message>
</context>
<context>
    <name>RatingsDialog</name>
    <message>
        <source>Tag: {tag}</source>
        <translation>标签：{tag}</translation>
    </message>
    <message>
        <source>All votes</source>
        <translation>全部投票</translation>
    </message>
    <message>
        <source>Ratings</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>From your own votes on this computer; a vote counts as a win over each of the other answers. 1000 is the middle; 400 more means to be preferred ten times as often. The bar is where the rating lies with 95 % certainty: with few votes it is long.</source>
        <translation>根据你在这台电脑上的投票；一票算作胜过其他每个回答。1000 是中间值，高出 400 表示被选中的可能性是十倍。横条为 95% 置信区间，票数越少越宽。</translation>
    </message>
    <message>
        <source>Votes to count</source>
        <translation>计入的投票</translation>
    </message>
    <message>
        <source>Export votes…</source>
        <translation>导出投票…</translation>
    </message>
    <message>
        <source>Nobody has voted yet. Mark the best answer of a comparison with its star.</source>
        <translation>还没有人投票。请用星号标出对比中的最佳回答。</translation>
    </message>
</context>
<context>
    <name>Recommended</name>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Coding</source>
        <translation>编程</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>看图</translation>
    </message>
    <message>
        <source>Smallest good one</source>
        <translation>够用的最小模型</translation>
    </message>
    <message>
        <source>{size} on the GPU</source>
        <translation>显存 {size}</translation>
    </message>
    <message>
        <source>{size} on the GPU and in memory</source>
        <translation>显存与内存共 {size}</translation>
    </message>
    <message>
        <source>{size} of memory</source>
        <translation>内存 {size}</translation>
    </message>
    <message>
        <source>{size} to download</source>
        <translation>下载 {size}</translation>
    </message>
    <message>
        <source>Small enough for almost any computer.</source>
        <translation>体积小，几乎任何电脑都能运行。</translation>
    </message>
    <message>
        <source>The smallest that still answers well: most memory stays free.</source>
        <translation>回答质量仍然不错的最小模型：大部分内存保持空闲。</translation>
    </message>
    <message>
        <source>The smallest there is: this computer is slow, others would be slower.</source>
        <translation>这是最小的模型：这台电脑较慢，其他模型只会更慢。</translation>
    </message>
    <message>
        <source>The smallest there is: little memory is free.</source>
        <translation>这是最小的模型：可用内存很少。</translation>
    </message>
    <message>
        <source>The best for this in the catalogue.</source>
        <translation>目录中最擅长这项任务的模型。</translation>
    </message>
    <message>
        <source>The best that leaves memory free: {model} would need {size}.</source>
        <translation>能留出空闲内存的最佳选择：{model} 需要 {size}。</translation>
    </message>
    <message>
        <source>The best for the free disk space: {model} has {size}.</source>
        <translation>磁盘空间允许的最佳选择：{model} 有 {size}。</translation>
    </message>
    <message>
        <source>The best that answers soon: {model} thinks for long before each answer.</source>
        <translation>能较快回答的最佳选择：{model} 每次回答前都要思考很久。</translation>
    </message>
    <message>
        <source>Fast enough on almost any computer; the speed of this one is not measured yet.</source>
        <translation>几乎在任何电脑上都够快；这台电脑的速度尚未测量。</translation>
    </message>
    <message>
        <source>The best that writes faster than you read: {model} would reach {rate}.</source>
        <translation>输出快过阅读速度的最佳选择：{model} 只有 {rate}。</translation>
    </message>
</context>
<context>
    <name>RecommendedModels</name>
    <message>
        <source>Recommended for this computer</source>
        <translation>适合这台电脑的推荐</translation>
    </message>
    <message>
        <source>To begin with</source>
        <translation>可以先用这些</translation>
    </message>
    <message>
        <source>Measuring how fast this computer’s memory is…</source>
        <translation>正在测量这台电脑的内存速度…</translation>
    </message>
</context>
<context>
    <name>RecommendedRow</name>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Pull</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>RegressionsDialog</name>
    <message>
        <source>What got worse</source>
        <translation>变差的回答</translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) are worse than in the earlier run.</source>
        <translation>
            <numerusform>与之前的评测相比，%n 个回答变差。</numerusform>
        </translation>
    </message>
    <message>
        <source>Prompts with worse answers</source>
        <translation>回答变差的题目</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>The earlier answer</source>
        <translation>之前的回答</translation>
    </message>
    <message>
        <source>The answer now</source>
        <translation>现在的回答</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>RelativesView</name>
    <message>
        <source>It was made from no other model here, and none was made from it.</source>
        <translation>它不是由此处的其他模型创建的，也没有模型由它创建。</translation>
    </message>
    <message>
        <source>With the same weights</source>
        <translation>权重相同的模型</translation>
    </message>
    <message numerus="yes">
        <source>%n more model(s) of this architecture and size were not asked about.</source>
        <translation>
            <numerusform>另有 %n 个同架构、同规模的模型未查询。</numerusform>
        </translation>
    </message>
    <message>
        <source>About {model}</source>
        <translation>关于 {model}</translation>
    </message>
    <message>
        <source>quantised</source>
        <translation>量化所得</translation>
    </message>
    <message>
        <source>with an adapter</source>
        <translation>带适配器</translation>
    </message>
    <message>
        <source>merged with an adapter</source>
        <translation>已合并适配器</translation>
    </message>
    <message>
        <source>steered</source>
        <translation>已引导</translation>
    </message>
    <message>
        <source>changed copy</source>
        <translation>改动后的副本</translation>
    </message>
    <message>
        <source>this model</source>
        <translation>此模型</translation>
    </message>
    <message>
        <source>not installed</source>
        <translation>未安装</translation>
    </message>
    <message>
        <source>same weights</source>
        <translation>权重相同</translation>
    </message>
</context>
<context>
    <name>ResultsCard</name>
    <message>
        <source>What each size costs</source>
        <translation>各种大小的代价</translation>
    </message>
    <message>
        <source>Quality against size</source>
        <translation>质量与大小</translation>
    </message>
    <message>
        <source>Nothing is measured yet. Choose kinds and press Start.</source>
        <translation>尚无测量结果。请选择类型，然后按“开始”。</translation>
    </message>
    <message>
        <source>Same first token</source>
        <translation>首 token 一致</translation>
    </message>
    <message>
        <source>KL divergence</source>
        <translation>KL 散度</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Figure of the chart</source>
        <translation>图表的指标</translation>
    </message>
    <message>
        <source>Keep as a model…</source>
        <translation>保留为模型…</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>丢弃…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>ResultsView</name>
    <message>
        <source>All {count}</source>
        <translation>全部 {count}</translation>
    </message>
    <message>
        <source>Where they differ {count}</source>
        <translation>结果不同 {count}</translation>
    </message>
    <message>
        <source>Failed {count}</source>
        <translation>未通过 {count}</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Which prompts to show</source>
        <translation>显示哪些题目</translation>
    </message>
    <message>
        <source>No prompt is like that</source>
        <translation>没有这样的题目</translation>
    </message>
    <message>
        <source>Choose “All” to see every prompt.</source>
        <translation>选择“全部”可查看所有题目。</translation>
    </message>
</context>
<context>
    <name>RunDialog</name>
    <message>
        <source>No judge</source>
        <translation>不评判</translation>
    </message>
    <message numerus="yes">
        <source>%n column(s) at most</source>
        <translation>
            <numerusform>最多 %n 列</numerusform>
        </translation>
    </message>
    <message>
        <source>Type the values, with commas between them.</source>
        <translation>请输入各个值，以逗号分隔。</translation>
    </message>
    <message>
        <source>“{value}” is none of off, on, low, medium and high.</source>
        <translation>“{value}”不是 off、on、low、medium、high 之一。</translation>
    </message>
    <message>
        <source>“{value}” is not a value of this option.</source>
        <translation>“{value}”不是此参数的值。</translation>
    </message>
    <message>
        <source>Choose at least one model; the first is the reference that others are compared with.</source>
        <translation>请至少选择一个模型；第一个是对比基准。</translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) to be written</source>
        <translation>
            <numerusform>将生成 %n 个回答</numerusform>
        </translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>约 {time}</translation>
    </message>
    <message>
        <source>Run a sheet</source>
        <translation>运行评测</translation>
    </message>
    <message>
        <source>Models to ask, each a column of the result:</source>
        <translation>要评测的模型，每个模型在结果中占一列：</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Host in use</source>
        <translation>当前服务</translation>
    </message>
    <message>
        <source>Models to ask</source>
        <translation>要评测的模型</translation>
    </message>
    <message>
        <source>Vary</source>
        <translation>变化项</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>取值</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>Judge</source>
        <translation>评判模型</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Context length</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>One model after another</source>
        <translation>逐个模型运行</translation>
    </message>
    <message>
        <source>As many at once as fit into memory</source>
        <translation>按内存并行</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>RunListModel</name>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
</context>
<context>
    <name>RunsTable</name>
    <message>
        <source>Runs, the newest first</source>
        <translation>记录，最新的在前</translation>
    </message>
</context>
<context>
    <name>Saving</name>
    <message>
        <source>Conversations could not be opened</source>
        <translation>无法打开对话记录</translation>
    </message>
    <message>
        <source>Not saved yet</source>
        <translation>尚未保存</translation>
    </message>
    <message>
        <source>What you do meanwhile is kept in memory and is saved as soon as that is possible again.</source>
        <translation>在此期间的内容会保留在内存中，一旦可以写入就会立即保存。</translation>
    </message>
    <message>
        <source>Teahouse quits by itself when everything is saved.</source>
        <translation>全部保存后，Teahouse 会自动退出。</translation>
    </message>
    <message>
        <source>Not everything is saved</source>
        <translation>还有内容尚未保存</translation>
    </message>
    <message>
        <source>Quit without saving</source>
        <translation>不保存并退出</translation>
    </message>
    <message>
        <source>Keep Teahouse open</source>
        <translation>继续使用 Teahouse</translation>
    </message>
</context>
<context>
    <name>SavingBar</name>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>ScaleRow</name>
    <message>
        <source>Scale of {adapter}</source>
        <translation>{adapter} 的强度</translation>
    </message>
    <message>
        <source>0 is the model without it, 1 as it was trained</source>
        <translation>0 表示不使用，1 为训练时的强度</translation>
    </message>
    <message>
        <source>Take {adapter} away</source>
        <translation>移除 {adapter}</translation>
    </message>
    <message>
        <source>This adapter cannot be used: {reason}</source>
        <translation>无法使用此适配器：{reason}</translation>
    </message>
    <message>
        <source>rank {rank}</source>
        <translation>秩 {rank}</translation>
    </message>
    <message>
        <source>changes {count} weights</source>
        <translation>改动 {count} 个权重</translation>
    </message>
</context>
<context>
    <name>ScaleTrial</name>
    <message>
        <source>The model answers…</source>
        <translation>模型正在回答…</translation>
    </message>
    <message>
        <source>Move a slider to see the same question answered with other scales.</source>
        <translation>移动滑块，即可看到同一问题在其他强度下的回答。</translation>
    </message>
    <message>
        <source>Ask the model something</source>
        <translation>向模型提问</translation>
    </message>
    <message>
        <source>Question to try out the scales</source>
        <translation>用于试用强度的问题</translation>
    </message>
    <message>
        <source>Answer with these scales</source>
        <translation>此强度下的回答</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Search chats…</source>
        <translation>搜索对话…</translation>
    </message>
    <message>
        <source>Search all conversations</source>
        <translation>搜索所有对话</translation>
    </message>
</context>
<context>
    <name>SeriesCard</name>
    <message>
        <source>Make and measure</source>
        <translation>制作并测量</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopped. What was complete is listed.</source>
        <translation>已停止。已完成的列在表中。</translation>
    </message>
    <message numerus="yes">
        <source>%n kind(s) made and measured.</source>
        <translation>
            <numerusform>已制作并测量 %n 种。</numerusform>
        </translation>
    </message>
    <message>
        <source>This model is {kind} already. Choose one in F16, BF16 or Q8_0 at the top right.</source>
        <translation>此模型已是 {kind}。请在右上角选择 F16、BF16 或 Q8_0 的模型。</translation>
    </message>
    <message>
        <source>Each kind is made, then compared with the original.</source>
        <translation>逐一制作每种类型，再与原模型对比。</translation>
    </message>
</context>
<context>
    <name>SetProgress</name>
    <message>
        <source>Export the report</source>
        <translation>导出报告</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Export report…</source>
        <translation>导出报告…</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>运行进度</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done}/{total}</translation>
    </message>
    <message>
        <source>running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
</context>
<context>
    <name>SetReport</name>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>First word</source>
        <translation>首字时延</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总时间</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token 数</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Votes</source>
        <translation>得票</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
</context>
<context>
    <name>SetsDialog</name>
    <message>
        <source>My prompts</source>
        <translation>我的题集</translation>
    </message>
    <message>
        <source>Prompts are kept apart by a line of three dashes.</source>
        <translation>题目之间用一行三个短横线隔开。</translation>
    </message>
    <message>
        <source>Built in; make a copy to change it.</source>
        <translation>内置题集；要修改请先复制一份。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Six models at most</source>
        <translation>最多 6 个模型</translation>
    </message>
    <message>
        <source>A run over {models} was not finished: {done} of {total} answers are there.</source>
        <translation>对 {models} 的运行没有完成：{total} 个回答中已有 {done} 个。</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) chosen</source>
        <translation>
            <numerusform>已选择 %n 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>{title} (copy)</source>
        <translation>{title}（副本）</translation>
    </message>
    <message>
        <source>Prompt sets</source>
        <translation>题集</translation>
    </message>
    <message>
        <source>Prompts of the set</source>
        <translation>题集中的题目</translation>
    </message>
    <message>
        <source>Models to run it over</source>
        <translation>要运行的模型</translation>
    </message>
    <message>
        <source>New set</source>
        <translation>新题集</translation>
    </message>
    <message>
        <source>Make a copy</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Looks and language</source>
        <translation>外观与语言</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Model hubs</source>
        <translation>模型社区</translation>
    </message>
    <message>
        <source>Newer versions</source>
        <translation>新版本</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Send with</source>
        <translation>发送方式</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Keep models loaded</source>
        <translation>保持加载时长</translation>
    </message>
    <message>
        <source>Start Ollama with Teahouse when it is installed but not running</source>
        <translation>Ollama 未运行时，随 Teahouse 自动启动</translation>
    </message>
    <message>
        <source>Open data folder</source>
        <translation>打开数据文件夹</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Enter; Shift+Enter breaks the line</source>
        <translation>Enter 发送，Shift+Enter 换行</translation>
    </message>
    <message>
        <source>Ctrl+Enter; Enter breaks the line</source>
        <translation>Ctrl+Enter 发送，Enter 换行</translation>
    </message>
    <message>
        <source>As the host decides</source>
        <translation>由服务决定</translation>
    </message>
    <message>
        <source>Unload after each reply</source>
        <translation>每次回复后卸载</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n 小时</numerusform>
        </translation>
    </message>
    <message>
        <source>Until unloaded by hand</source>
        <translation>直到手动卸载</translation>
    </message>
</context>
<context>
    <name>SheetEditor</name>
    <message>
        <source>{title} (to correct)</source>
        <translation>{title}（待修正）</translation>
    </message>
    <message>
        <source>Place {number} of {count}</source>
        <translation>第 {number} 位，共 {count} 位</translation>
    </message>
    <message>
        <source>Prompts {count}</source>
        <translation>题目 {count}</translation>
    </message>
    <message>
        <source>The whole sheet</source>
        <translation>整个评测集</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Every change is saved.</source>
        <translation>更改会自动保存。</translation>
    </message>
    <message>
        <source>What to edit</source>
        <translation>编辑内容</translation>
    </message>
    <message>
        <source>Prompts of the sheet</source>
        <translation>评测集中的题目</translation>
    </message>
    <message>
        <source>Move the prompt up</source>
        <translation>上移题目</translation>
    </message>
    <message>
        <source>Move the prompt down</source>
        <translation>下移题目</translation>
    </message>
    <message>
        <source>Add a prompt</source>
        <translation>添加题目</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Undo deletion</source>
        <translation>撤销删除</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>SheetForm</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>System prompt of all prompts</source>
        <translation>所有题目的系统提示词</translation>
    </message>
    <message>
        <source>Variables, one a line: name = value</source>
        <translation>变量，每行一个：名称 = 值</translation>
    </message>
</context>
<context>
    <name>SheetsView</name>
    <message>
        <source>Delete sheet…</source>
        <translation>删除评测集…</translation>
    </message>
    <message>
        <source>Export as JSON…</source>
        <translation>导出为 JSON…</translation>
    </message>
    <message>
        <source>Export as CSV…</source>
        <translation>导出为 CSV…</translation>
    </message>
    <message>
        <source>Export as JSONL…</source>
        <translation>导出为 JSONL…</translation>
    </message>
    <message>
        <source>Export for promptfoo…</source>
        <translation>导出为 promptfoo 格式…</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>Built in</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>Prompts {count}</source>
        <translation>题目 {count}</translation>
    </message>
    <message>
        <source>Runs {count}</source>
        <translation>评测 {count}</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Licence: {name}.</source>
        <translation>许可证：{name}。</translation>
    </message>
    <message>
        <source>Sheets</source>
        <translation>评测集</translation>
    </message>
    <message>
        <source>Prompts of the sheet</source>
        <translation>评测集中的题目</translation>
    </message>
    <message>
        <source>Runs of the sheet</source>
        <translation>此评测集的评测</translation>
    </message>
    <message>
        <source>Enter opens a run</source>
        <translation>回车打开一次评测</translation>
    </message>
    <message>
        <source>What to show of the sheet</source>
        <translation>显示评测集的哪一部分</translation>
    </message>
    <message>
        <source>Run…</source>
        <translation>运行…</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Make a copy</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>尚无评测</translation>
    </message>
    <message>
        <source>A run asks one or more models all prompts of the sheet and checks every answer.</source>
        <translation>一次评测会让一个或多个模型回答评测集的所有题目，并检查每个回答。</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>New line in a message</source>
        <translation>消息内换行</translation>
    </message>
    <message>
        <source>A page of the conversation up or down</source>
        <translation>对话上翻、下翻一页</translation>
    </message>
    <message>
        <source>In a conversation: the message before or after</source>
        <translation>在对话中：上一条、下一条消息</translation>
    </message>
    <message>
        <source>In a conversation: the paragraph before or after</source>
        <translation>在对话中：上一段、下一段</translation>
    </message>
    <message>
        <source>Menu of the message in focus</source>
        <translation>当前消息的菜单</translation>
    </message>
    <message>
        <source>Other version of the message in focus</source>
        <translation>当前消息的其他版本</translation>
    </message>
    <message>
        <source>Rename the selected conversation</source>
        <translation>重命名选中的对话</translation>
    </message>
    <message>
        <source>Delete the selected conversation</source>
        <translation>删除选中的对话</translation>
    </message>
    <message>
        <source>Bring a deleted conversation back</source>
        <translation>恢复刚删除的对话</translation>
    </message>
    <message>
        <source>Token probabilities: the token before or after</source>
        <translation>token 概率：前一 token 或后一 token</translation>
    </message>
    <message>
        <source>In a sheet: move the selected prompt up or down</source>
        <translation>评测集中：上移或下移所选题目</translation>
    </message>
    <message>
        <source>In the Workshop: the tab before or after</source>
        <translation>工坊中：上一个或下一个标签页</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Nothing found for “{query}”</source>
        <translation>没有找到“{query}”</translation>
    </message>
</context>
<context>
    <name>Speed</name>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>输入速度</translation>
    </message>
    <message>
        <source>First word</source>
        <translation>首字时延</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token 数</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>For</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化规格</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>电脑</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>电源</translation>
    </message>
    <message>
        <source>{energy} for 1,000 tokens</source>
        <translation>每 1,000 token 耗能 {energy}</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>week of {day}, {lab}: {n} tokens</source>
        <translation>{day} 起的一周，{lab}：{n} token</translation>
    </message>
    <message>
        <source>half of them between {low} and {high}</source>
        <translation>一半在 {low} 与 {high} 之间</translation>
    </message>
    <message>
        <source>{model}: {size} in memory</source>
        <translation>{model}：占用内存 {size}</translation>
    </message>
    <message>
        <source>{share} of it on the GPU</source>
        <translation>其中 {share} 在显存中</translation>
    </message>
    <message>
        <source>{model}: {rate}, {when}</source>
        <translation>{model}：{rate}，{when}</translation>
    </message>
    <message>
        <source>{n} tokens of context</source>
        <translation>上下文 {n} token</translation>
    </message>
    <message>
        <source>{model} became {percent} slower on {when}: {before} → {after}</source>
        <translation>{model} 在 {when} 变慢了 {percent}：{before} → {after}</translation>
    </message>
    <message>
        <source>{model} became {percent} faster on {when}: {before} → {after}</source>
        <translation>{model} 在 {when} 变快了 {percent}：{before} → {after}</translation>
    </message>
    <message>
        <source>another version of the host</source>
        <translation>服务换了版本</translation>
    </message>
    <message>
        <source>another graphics driver</source>
        <translation>换了显卡驱动</translation>
    </message>
    <message>
        <source>another file of the model</source>
        <translation>换了模型文件</translation>
    </message>
    <message>
        <source>, with {changes}</source>
        <translation>，同时{changes}</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Speed test</source>
        <translation>测速</translation>
    </message>
    <message>
        <source>not installed on this host</source>
        <translation>此服务上没有安装</translation>
    </message>
    <message>
        <source>not enough free memory</source>
        <translation>可用内存不足</translation>
    </message>
    <message>
        <source>the host did not answer to the end</source>
        <translation>服务未返回完整回答</translation>
    </message>
    <message>
        <source>it cannot be run</source>
        <translation>无法运行</translation>
    </message>
    <message>
        <source>Mains</source>
        <translation>外接电源</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>电池</translation>
    </message>
    <message>
        <source>Built-in engine</source>
        <translation>内置引擎</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>Standard test</source>
        <translation>标准测试</translation>
    </message>
    <message>
        <source>Length of the context</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>Parallel requests</source>
        <translation>并行请求</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Reads about 512 tokens and writes 128, three times</source>
        <translation>读取约 512 token、生成 128 token，共三次</translation>
    </message>
    <message>
        <source>The same behind 512 tokens of context and more, up to the full window</source>
        <translation>在 512 token 及更长的上下文之后做同样的测试，直到整个上下文窗口</translation>
    </message>
    <message>
        <source>1, 2, 4 and 8 requests at the same time, all tokens together</source>
        <translation>同时发出 1、2、4、8 个请求，合计全部 token</translation>
    </message>
    <message>
        <source>From one thread to one for each core; the model is loaded for each</source>
        <translation>从一个线程到每个核心一个线程；每次都重新加载模型</translation>
    </message>
    <message>
        <source>How many tokens of a prompt are read at once; the model is loaded for each size</source>
        <translation>一次读取多少个输入 token；每种大小都重新加载模型</translation>
    </message>
    <message>
        <source>{model}, {series} {value}: {test} {rate}</source>
        <translation>{model}，{series} {value}：{test} {rate}</translation>
    </message>
    <message>
        <source>between {low} and {high}</source>
        <translation>在 {low} 与 {high} 之间</translation>
    </message>
    <message>
        <source>warm</source>
        <translation>已加载</translation>
    </message>
    <message>
        <source>The prompt came from a cache: first word and prompt speed do not count</source>
        <translation>输入来自缓存：首字时延和输入速度不计入统计</translation>
    </message>
    <message>
        <source>Other programs used {percent} of the processor</source>
        <translation>其他程序占用了 {percent} 的处理器</translation>
    </message>
    <message numerus="yes">
        <source>{model}: {rate}, the median of the last of its %n run(s)</source>
        <translation>
            <numerusform>{model}：{rate}，共 %n 条记录，取最近几条的中位数</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SpeedFilters</name>
    <message numerus="yes">
        <source>Last %n day(s)</source>
        <translation>
            <numerusform>最近 %n 天</numerusform>
        </translation>
    </message>
    <message>
        <source>Cold: loaded for it</source>
        <translation>冷启动（含加载）</translation>
    </message>
    <message>
        <source>Warm</source>
        <translation>热启动</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>所有模型</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>所有时间</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Any use</source>
        <translation>所有用途</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Cold or warm</source>
        <translation>冷／热启动</translation>
    </message>
    <message>
        <source>How the model was found</source>
        <translation>回答前模型的状态</translation>
    </message>
    <message>
        <source>All hosts</source>
        <translation>所有服务</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>All computers</source>
        <translation>所有电脑</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>电脑</translation>
    </message>
    <message>
        <source>All quantisations</source>
        <translation>所有量化规格</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化规格</translation>
    </message>
    <message>
        <source>Any power</source>
        <translation>所有电源</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>电源</translation>
    </message>
</context>
<context>
    <name>SpeedHeader</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Export runs…</source>
        <translation>导出记录…</translation>
    </message>
    <message>
        <source>Import runs or published results…</source>
        <translation>导入记录或公开的结果…</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>用量</translation>
    </message>
    <message>
        <source>Tests</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>How to show the runs</source>
        <translation>记录的显示方式</translation>
    </message>
    <message>
        <source>Speed test…</source>
        <translation>测速…</translation>
    </message>
</context>
<context>
    <name>SpeedPage</name>
    <message>
        <source>Export runs</source>
        <translation>导出记录</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Published results, for llmfit (*.json)</source>
        <translation>公开的结果，用于 llmfit (*.json)</translation>
    </message>
    <message>
        <source>Export results</source>
        <translation>导出结果</translation>
    </message>
    <message>
        <source>results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Import runs or published results</source>
        <translation>导入记录或公开的结果</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) written to {path}</source>
        <translation>
            <numerusform>%n 条记录已写入 {path}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n result(s) written to {path}</source>
        <translation>
            <numerusform>%n 条结果已写入 {path}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) of {computer} taken in</source>
        <translation>
            <numerusform>已导入 {computer} 的 %n 条记录</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were here already</source>
        <translation>
            <numerusform>%n 条已存在，已跳过</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <translation>
            <numerusform>%Ln 条记录</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SpeedTestDialog</name>
    <message>
        <source>{done} of {total}</source>
        <translation>{done}/{total}</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) chosen</source>
        <translation>
            <numerusform>已选择 %n 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>{model}: warming up</source>
        <translation>{model}：预热</translation>
    </message>
    <message>
        <source>{model}: run {number} of 3</source>
        <translation>{model}：第 {number} 次，共 3 次</translation>
    </message>
    <message>
        <source>The test is over.</source>
        <translation>测速结束。</translation>
    </message>
    <message>
        <source>Stopped; what was measured is kept.</source>
        <translation>已停止；测得的数据已保存。</translation>
    </message>
    <message>
        <source>{model}: {series} {value}, {time} left</source>
        <translation>{model}：{series} {value}，还需 {time}</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>输入速度</translation>
    </message>
    <message>
        <source>First word</source>
        <translation>首字时延</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Speed test</source>
        <translation>测速</translation>
    </message>
    <message>
        <source>Each model reads about 512 tokens and writes 128, three times after a warm-up, always the same text: so figures can be compared between models and computers. Models run one after another.</source>
        <translation>每个模型在预热后读入约 512 token、输出 128 token，共三次，文本始终相同，因此不同模型、不同电脑的数据可以相互对比。模型依次运行。</translation>
    </message>
    <message>
        <source>Models to test</source>
        <translation>要测速的模型</translation>
    </message>
    <message>
        <source>Progress of the test</source>
        <translation>测速进度</translation>
    </message>
    <message>
        <source>Medians so far</source>
        <translation>目前的中位数</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>StatesForm</name>
    <message>
        <source>Keep read conversations</source>
        <translation>保留读过的对话</translation>
    </message>
    <message>
        <source>Delete all</source>
        <translation>全部删除</translation>
    </message>
    <message>
        <source>Delete what is kept of all conversations</source>
        <translation>删除所有对话保留的内容</translation>
    </message>
    <message>
        <source>The built-in engine keeps on disk what a model has computed for a conversation, so that reopening it does not take the time to read it again. It is deleted with the conversation, and after 30 days without use. That choice takes effect when Teahouse starts the engine the next time.</source>
        <translation>内置引擎把模型为对话算出的内容保留在磁盘上，重新打开对话时就不必再花时间读一遍。它会随对话一起删除，30 天没有使用也会删除。这一选择在 Teahouse 下次启动引擎时生效。</translation>
    </message>
    <message>
        <source>At most {size}</source>
        <translation>最多 {size}</translation>
    </message>
    <message>
        <source>Not on disk</source>
        <translation>不存到磁盘</translation>
    </message>
    <message>
        <source>In use: {size}</source>
        <translation>已用：{size}</translation>
    </message>
</context>
<context>
    <name>Steering</name>
    <message>
        <source>Happy or sad</source>
        <translation>开心或难过</translation>
    </message>
    <message>
        <source>Formal or casual</source>
        <translation>正式或随意</translation>
    </message>
    <message>
        <source>Short or long</source>
        <translation>简短或详细</translation>
    </message>
</context>
<context>
    <name>SteeringTab</name>
    <message>
        <source>Preparing…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>The new model is {model} with this direction at the scale {scale}, which can be changed in each chat. It shares the file of {model}.</source>
        <translation>新模型是带有此引导方向的 {model}，强度为 {scale}，可在每个对话中更改。它与 {model} 共用同一文件。</translation>
    </message>
    <message>
        <source>Save as a model</source>
        <translation>保存为模型</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Contrast pairs</source>
        <translation>对比文本对</translation>
    </message>
    <message>
        <source>Pairs (*.csv *.json)</source>
        <translation>文本对 (*.csv *.json)</translation>
    </message>
    <message>
        <source>Export the pairs</source>
        <translation>导出文本对</translation>
    </message>
    <message>
        <source>Another job of the Workshop is running; this one waits.</source>
        <translation>工坊的另一项任务正在运行，此任务正在等待。</translation>
    </message>
    <message>
        <source>Computing… {share}</source>
        <translation>正在计算… {share}</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n 对</numerusform>
        </translation>
    </message>
    <message>
        <source>in {number} of {count} layers each pair agrees with the direction of the others</source>
        <translation>在 {count} 层中的 {number} 层，每一对都与其他各对的方向一致</translation>
    </message>
    <message>
        <source>{name} was made. Its scale is under Parameters in a chat; Evaluate compares it with {model}.</source>
        <translation>已创建 {name}。它的强度可在对话的“参数”中更改；可在“评测”中与 {model} 对比。</translation>
    </message>
    <message>
        <source>{name} has no pairs that can be read: line {line} is not two texts.</source>
        <translation>{name} 中没有可读取的文本对：第 {line} 行不是两段文字。</translation>
    </message>
    <message>
        <source>{name} has no pairs that can be read. Use CSV with two columns, or JSON.</source>
        <translation>{name} 中没有可读取的文本对。请使用两列的 CSV 或 JSON。</translation>
    </message>
    <message>
        <source>The pairs were written to {name}.</source>
        <translation>文本对已写入 {name}。</translation>
    </message>
    <message>
        <source>Steering adds a direction to what a model computes. Other hosts have no way to do this; the built-in engine has.</source>
        <translation>引导会在模型的计算中加入一个方向。其他服务无法做到，内置引擎可以。</translation>
    </message>
    <message>
        <source>Choose the built-in engine…</source>
        <translation>选择内置引擎…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name of the direction</source>
        <translation>引导方向的名称</translation>
    </message>
    <message>
        <source>happy</source>
        <translation>happy</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Evaluate both…</source>
        <translation>评测这两个模型…</translation>
    </message>
</context>
<context>
    <name>SummaryDialog</name>
    <message>
        <source>Summary of the conversation</source>
        <translation>对话总结</translation>
    </message>
    <message>
        <source>The model reads this in place of the messages that are struck through.</source>
        <translation>模型会读取此内容，代替带删除线的消息。</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Switcher</name>
    <message>
        <source>Other hosts</source>
        <translation>其他服务</translation>
    </message>
    <message>
        <source>This host has no model to chat with yet.</source>
        <translation>此服务还没有可以对话的模型。</translation>
    </message>
    <message>
        <source>No installed model matches “{text}”.</source>
        <translation>没有与“{text}”匹配的已安装模型。</translation>
    </message>
    <message>
        <source>This host has more models: only the first {count} are listed.</source>
        <translation>此服务的模型更多：这里只列出前 {count} 个。</translation>
    </message>
    <message>
        <source>Not here yet: pull “{text}”</source>
        <translation>还没有：下载“{text}”</translation>
    </message>
    <message>
        <source>Look at the catalogue</source>
        <translation>查看目录</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>Filter by name, lab, size or what it can do…</source>
        <translation>按名称、厂商、规格或能力筛选…</translation>
    </message>
    <message>
        <source>Filter models</source>
        <translation>筛选模型</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Switch model</source>
        <translation>切换模型</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>↑ ↓ move · Enter chooses · Ctrl+D favourite · Esc leaves</source>
        <translation>↑ ↓ 移动 · Enter 选择 · Ctrl+D 收藏 · Esc 关闭</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>所有模型</translation>
    </message>
</context>
<context>
    <name>Table</name>
    <message>
        <source>Figures of all lanes</source>
        <translation>所有模型的数据</translation>
    </message>
    <message>
        <source>Arrow keys move, S sorts by the column, Enter votes</source>
        <translation>方向键移动，S 按此列排序，Enter 投票</translation>
    </message>
</context>
<context>
    <name>TableModel</name>
    <message>
        <source>from cache</source>
        <translation>来自缓存</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Vote</source>
        <translation>投票</translation>
    </message>
    <message>
        <source>The answer you liked best</source>
        <translation>你最喜欢的回答</translation>
    </message>
    <message>
        <source>No vote yet</source>
        <translation>还没有投票</translation>
    </message>
    <message>
        <source>{value}, the best</source>
        <translation>{value}，最佳</translation>
    </message>
    <message>
        <source>Median of {count} runs, between {low} and {high}</source>
        <translation>{count} 次的中位数，在 {low} 与 {high} 之间</translation>
    </message>
    <message>
        <source>Measured here: the answer ended before the model’s own counters came</source>
        <translation>在本机测量：回答在模型自己的计数到达之前就结束了</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>Tie</source>
        <translation>平局</translation>
    </message>
    <message>
        <source>All bad</source>
        <translation>全部不好</translation>
    </message>
</context>
<context>
    <name>TagsDialog</name>
    <message>
        <source>Tags of the vote</source>
        <translation>投票标签</translation>
    </message>
    <message>
        <source>Words of your own, separated by commas. Ratings can be shown for the votes with a tag alone.</source>
        <translation>自己的词语，用逗号分隔。可以只按带有某个标签的投票显示评分。</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>poetry, long answers</source>
        <translation>诗歌，长回答</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>TemplateTab</name>
    <message>
        <source>This model has no such template.</source>
        <translation>此模型没有这样的模板。</translation>
    </message>
    <message>
        <source>Messages: {reason}</source>
        <translation>消息：{reason}</translation>
    </message>
    <message>
        <source>Tools: {reason}</source>
        <translation>工具：{reason}</translation>
    </message>
    <message>
        <source>a list of objects in JSON is needed</source>
        <translation>需要 JSON 对象的列表</translation>
    </message>
    <message>
        <source>line {line} is not JSON</source>
        <translation>第 {line} 行不是 JSON</translation>
    </message>
    <message>
        <source>In Jinja’s language</source>
        <translation>Jinja 语法</translation>
    </message>
    <message>
        <source>In Go’s language</source>
        <translation>Go 模板语法</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: {reason}</source>
        <translation>第 {line} 行第 {column} 列：{reason}</translation>
    </message>
    <message>
        <source>The template cannot be used: {reason}</source>
        <translation>模板无法使用：{reason}</translation>
    </message>
    <message>
        <source>The prompt was copied.</source>
        <translation>已复制提示词。</translation>
    </message>
    <message>
        <source>{name} was made with this template.</source>
        <translation>已用此模板创建 {name}。</translation>
    </message>
    <message>
        <source>The host’s template</source>
        <translation>服务的模板</translation>
    </message>
    <message>
        <source>The file’s template</source>
        <translation>文件中的模板</translation>
    </message>
    <message>
        <source>Template to begin with</source>
        <translation>起始模板</translation>
    </message>
    <message>
        <source>Thinking: default</source>
        <translation>思考：默认</translation>
    </message>
    <message>
        <source>Thinking: on</source>
        <translation>思考：开</translation>
    </message>
    <message>
        <source>Thinking: off</source>
        <translation>思考：关</translation>
    </message>
    <message>
        <source>Thinking: low</source>
        <translation>思考：低</translation>
    </message>
    <message>
        <source>Thinking: medium</source>
        <translation>思考：中</translation>
    </message>
    <message>
        <source>Thinking: high</source>
        <translation>思考：高</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Messages, as JSON</source>
        <translation>消息（JSON）</translation>
    </message>
    <message>
        <source>Tools, as JSON</source>
        <translation>工具（JSON）</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>No tools. Paste a list, as in a request to /api/chat.</source>
        <translation>没有工具。可粘贴列表，格式同 /api/chat 请求。</translation>
    </message>
    <message>
        <source>Copy the prompt</source>
        <translation>复制提示词</translation>
    </message>
    <message>
        <source>Name of the new model</source>
        <translation>新模型的名称</translation>
    </message>
    <message>
        <source>Save as a variant</source>
        <translation>保存为自定义模型</translation>
    </message>
</context>
<context>
    <name>ThinkButton</name>
    <message>
        <source>Always thinks</source>
        <translation>始终思考</translation>
    </message>
    <message>
        <source>This model cannot be asked not to think</source>
        <translation>此模型无法关闭思考</translation>
    </message>
    <message>
        <source>Think: {way} ▾</source>
        <translation>思考：{way} ▾</translation>
    </message>
    <message>
        <source>Think: {way}</source>
        <translation>思考：{way}</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>high</source>
        <translation>高</translation>
    </message>
</context>
<context>
    <name>TokenDialog</name>
    <message>
        <source>No probability is known of this text</source>
        <translation>这段文字的概率未知</translation>
    </message>
    <message>
        <source>“{token}”: {share}</source>
        <translation>“{token}”：{share}</translation>
    </message>
    <message>
        <source>Surprise of this sentence: {value}</source>
        <translation>本句的意外度：{value}</translation>
    </message>
    <message>
        <source>Surprise of the reply: {value}</source>
        <translation>整条回复的意外度：{value}</translation>
    </message>
    <message>
        <source>Token probabilities</source>
        <translation>token 概率</translation>
    </message>
    <message>
        <source>In its place</source>
        <translation>此处可能的 token</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>What could have stood in the token&apos;s place</source>
        <translation>此处可能出现的 token</translation>
    </message>
    <message>
        <source>Token before</source>
        <translation>上一 token</translation>
    </message>
    <message>
        <source>Next token</source>
        <translation>下一 token</translation>
    </message>
    <message>
        <source>Inspect layers</source>
        <translation>查看各层</translation>
    </message>
    <message>
        <source>What the model would say after this token, after each of its layers, in the Workshop</source>
        <translation>在工坊中查看：模型在每一层之后认为该 token 后面会是什么</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>The tokens of the whole reply with their probabilities, as CSV or JSON</source>
        <translation>整条回复的 token 及其概率，保存为 CSV 或 JSON</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Continue with it</source>
        <translation>由此继续</translation>
    </message>
    <message>
        <source>Another version of the reply, with this token here and what follows from it</source>
        <translation>回复的另一个版本：此处改用该 token，并由此继续</translation>
    </message>
    <message>
        <source>Surprise is the mean of −ln p: 0 is certain, 1 is a chance of 37 %, 3 one of 5 %.</source>
        <translation>意外度是 −ln p 的平均值：0 表示确定，1 相当于 37% 的概率，3 相当于 5%。</translation>
    </message>
</context>
<context>
    <name>TokenStrip</name>
    <message>
        <source>Tokens of the text</source>
        <translation>文字的 token</translation>
    </message>
</context>
<context>
    <name>TokenizerTab</name>
    <message>
        <source>Compare with…</source>
        <translation>对比模型…</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token 数</translation>
    </message>
    <message>
        <source>Token {place}: id {id}, bytes {bytes}</source>
        <translation>第 {place} token：ID {id}，字节 {bytes}</translation>
    </message>
    <message numerus="yes">
        <source>%n token(s) of {model}; the first {shown} are shown</source>
        <translation>
            <numerusform>{model}：%n token，显示前 {shown} 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s) of {model}, whose vocabulary has {size}</source>
        <translation>
            <numerusform>{model}：%n token，词表共 {size} 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Token ids</source>
        <translation>Token ID</translation>
    </message>
    <message>
        <source>Text to split into tokens</source>
        <translation>要切分为 token 的文本</translation>
    </message>
    <message>
        <source>Token ids to make a text of</source>
        <translation>要还原为文本的 token ID</translation>
    </message>
    <message>
        <source>Paste ids to see their text</source>
        <translation>粘贴 ID 可查看对应文本</translation>
    </message>
    <message>
        <source>English sample</source>
        <translation>英文示例</translation>
    </message>
    <message>
        <source>Chinese sample</source>
        <translation>中文示例</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Compare with another model</source>
        <translation>与另一个模型对比</translation>
    </message>
    <message>
        <source>Tokens of the text</source>
        <translation>文本的 token</translation>
    </message>
    <message>
        <source>Numbers of tokens by model</source>
        <translation>各模型的 token 数</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Characters per token</source>
        <translation>每 token 字符数</translation>
    </message>
</context>
<context>
    <name>Tokens</name>
    <message>
        <source>Save token probabilities</source>
        <translation>保存 token 概率</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>{share} likely</source>
        <translation>概率 {share}</translation>
    </message>
    <message>
        <source>Tokens without probabilities</source>
        <translation>没有概率的 token</translation>
    </message>
    <message>
        <source>Tokens, surprise {value}</source>
        <translation>token，意外度 {value}</translation>
    </message>
</context>
<context>
    <name>TooFewLanes</name>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Compare models</source>
        <translation>对比模型</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>正在查找模型…</translation>
    </message>
    <message>
        <source>This host has no model to chat with yet. Install one or two, then look again.</source>
        <translation>此服务上还没有可以对话的模型。请安装一两个，然后重新查找。</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>暂无可对比的内容</translation>
    </message>
    <message>
        <source>One more model is needed</source>
        <translation>还需要一个模型</translation>
    </message>
    <message>
        <source>There is only one model on this host. Install another, or compare the one with itself: other parameters, or how much its answers differ.</source>
        <translation>此服务上只有一个模型。请再安装一个，或让它与自己对比：不同的参数，或看它的回答相差多少。</translation>
    </message>
    <message>
        <source>Add a second model to compare this one with.</source>
        <translation>请添加第二个模型来与它对比。</translation>
    </message>
    <message>
        <source>Put the same question to two to six models and see how good each answer is, how fast it came and how much memory it took.</source>
        <translation>向两到六个模型提出同一个问题，看看各自回答得多好、多快、占用多少内存。</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <source>Another model…</source>
        <translation>换个模型…</translation>
    </message>
    <message>
        <source>switched here</source>
        <translation>已切换模型</translation>
    </message>
    <message>
        <source>Copy selection as Markdown</source>
        <translation>将所选内容复制为 Markdown</translation>
    </message>
    <message>
        <source>Open {address}</source>
        <translation>打开 {address}</translation>
    </message>
    <message>
        <source>Open link</source>
        <translation>打开链接</translation>
    </message>
    <message>
        <source>Copy link address</source>
        <translation>复制链接地址</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>复制代码</translation>
    </message>
    <message>
        <source>Save code as…</source>
        <translation>将代码另存为…</translation>
    </message>
    <message>
        <source>Don&apos;t wrap long lines</source>
        <translation>长行不换行</translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation>长行自动换行</translation>
    </message>
    <message>
        <source>Token probabilities…</source>
        <translation>token 概率…</translation>
    </message>
    <message>
        <source>Inspect this reply</source>
        <translation>查看此回复的各层</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Copy the file&apos;s text</source>
        <translation>复制文件内容</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>复制表格</translation>
    </message>
    <message>
        <source>Copy table as Markdown</source>
        <translation>将表格复制为 Markdown</translation>
    </message>
    <message>
        <source>Copy formula as LaTeX</source>
        <translation>将公式复制为 LaTeX</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>复制消息</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>复制为 Markdown</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Hide the thinking</source>
        <translation>收起思考过程</translation>
    </message>
    <message>
        <source>Show the thinking</source>
        <translation>展开思考过程</translation>
    </message>
    <message>
        <source>Previous version</source>
        <translation>上一个版本</translation>
    </message>
    <message>
        <source>Next version</source>
        <translation>下一个版本</translation>
    </message>
    <message>
        <source>Delete from here on</source>
        <translation>从此处起全部删除</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Compare models with this question…</source>
        <translation>用此问题对比模型…</translation>
    </message>
    <message>
        <source>Add to sheet…</source>
        <translation>添加到评测集…</translation>
    </message>
    <message>
        <source>Retry with {model}</source>
        <translation>用 {model} 重新生成</translation>
    </message>
    <message>
        <source>Retry with another model…</source>
        <translation>换用其他模型重新生成…</translation>
    </message>
    <message>
        <source>Retry with the same or another model</source>
        <translation>用相同或其他模型重新生成</translation>
    </message>
    <message>
        <source>Put this question to several models side by side</source>
        <translation>将此问题同时交给多个模型</translation>
    </message>
    <message>
        <source>All that can be done with this message</source>
        <translation>可对此消息执行的所有操作</translation>
    </message>
    <message>
        <source>took {time}</source>
        <translation>用时 {time}</translation>
    </message>
    <message>
        <source>first word {time}</source>
        <translation>首字时延 {time}</translation>
    </message>
    <message>
        <source>loaded in {time}</source>
        <translation>加载用时 {time}</translation>
    </message>
    <message>
        <source>context {used}</source>
        <translation>上下文 {used}</translation>
    </message>
    <message>
        <source>context {used} of {length}</source>
        <translation>上下文 {used} / {length}</translation>
    </message>
    <message>
        <source>{size} (RAM)</source>
        <translation>{size}（内存）</translation>
    </message>
    <message>
        <source>{size} (GPU {share})</source>
        <translation>{size}（显存 {share}）</translation>
    </message>
    <message>
        <source>≈ measured here: the reply ended before the model&apos;s own counters came</source>
        <translation>≈ 由本机测得：回复结束时还没有收到模型自己的计数</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Waiting for the host…</source>
        <translation>正在等待服务…</translation>
    </message>
    <message>
        <source>Unloading {model}…</source>
        <translation>正在卸载 {model}…</translation>
    </message>
    <message>
        <source>Waiting for memory to come back…</source>
        <translation>正在等待内存释放…</translation>
    </message>
    <message>
        <source>Loading {size}…</source>
        <translation>正在加载 {size}…</translation>
    </message>
    <message>
        <source>Loading {model}…</source>
        <translation>正在加载 {model}…</translation>
    </message>
    <message>
        <source>Reading the prompt…</source>
        <translation>正在读取提示词…</translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>正在思考…</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>正在写…</translation>
    </message>
    <message>
        <source>Thought</source>
        <translation>已思考</translation>
    </message>
    <message>
        <source>Thought for {time}</source>
        <translation>思考了 {time}</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Reached its length limit</source>
        <translation>已达到长度上限</translation>
    </message>
    <message>
        <source>Cut off when Teahouse closed</source>
        <translation>因 Teahouse 关闭而中断</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} / {count}</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>工具</translation>
    </message>
    <message numerus="yes">
        <source>%n link(s)</source>
        <translation>
            <numerusform>%n 个链接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
        </translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>{author}: {text}</source>
        <translation>{author}：{text}</translation>
    </message>
    <message>
        <source>Save code</source>
        <translation>保存代码</translation>
    </message>
    <message>
        <source>{file} could not be saved: {reason}</source>
        <translation>无法保存 {file}：{reason}</translation>
    </message>
    <message>
        <source>Asks for the tool {name}</source>
        <translation>请求调用工具 {name}</translation>
    </message>
    <message>
        <source>Save message</source>
        <translation>保存消息</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>This message is too long to be shown whole: {count} more characters follow. They are kept, and are copied and saved with the rest.</source>
        <translation>这条消息太长，无法全部显示：后面还有 {count} 个字符。它们都已保留，复制和保存时会一并包含。</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>复制全文</translation>
    </message>
    <message>
        <source>Save all as…</source>
        <translation>全文另存为…</translation>
    </message>
    <message>
        <source>Heading of level {n}</source>
        <translation>{n} 级标题</translation>
    </message>
    <message>
        <source>Table with {rows} rows and {columns} columns</source>
        <translation>表格，{rows} 行 {columns} 列</translation>
    </message>
</context>
<context>
    <name>TranscriptView</name>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
</context>
<context>
    <name>TrialCard</name>
    <message>
        <source>Scale {scale}</source>
        <translation>强度 {scale}</translation>
    </message>
    <message>
        <source>0: without the direction</source>
        <translation>0：不加引导方向</translation>
    </message>
    <message>
        <source>(no text)</source>
        <translation>（无文字）</translation>
    </message>
    <message>
        <source>Perplexity {figure}</source>
        <translation>困惑度 {figure}</translation>
    </message>
    <message>
        <source>{factor} times that of 0</source>
        <translation>为 0 时的 {factor} 倍</translation>
    </message>
    <message>
        <source>Try it out</source>
        <translation>试用</translation>
    </message>
    <message>
        <source>A message to the model</source>
        <translation>给模型的消息</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>试一试</translation>
    </message>
    <message>
        <source>Save as a model…</source>
        <translation>保存为模型…</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Perplexity is that of a short English text about something else: the more it grows, the more the direction disturbs. The likeliest token is taken each time.</source>
        <translation>困惑度按一段主题无关的英文短文计算：增加得越多，引导方向的干扰越大。每次都取概率最高的 token。</translation>
    </message>
    <message>
        <source>How was your day?</source>
        <translation>你今天过得怎么样？</translation>
    </message>
</context>
<context>
    <name>Troubles</name>
    <message>
        <source>“{address}” is not an address. Write it like 192.168.1.20:11434 or https://example.org.</source>
        <translation>“{address}”不是有效的地址。请写成 192.168.1.20:11434 或 https://example.org 这样的形式。</translation>
    </message>
    <message>
        <source>Something answers at {address}, but it is not Ollama. Check the address and the port.</source>
        <translation>{address} 有程序响应，但不是 Ollama。请检查地址和端口。</translation>
    </message>
    <message>
        <source>The host has too much to do and took no more requests. Your message is kept; retry in a moment.</source>
        <translation>服务正忙，暂时不接受新的请求。你的消息已保留，请稍后再试。</translation>
    </message>
    <message>
        <source>{address} refused access. Check the token in the settings, then retry.</source>
        <translation>{address} 拒绝访问。请在设置中检查令牌，然后再试一次。</translation>
    </message>
    <message>
        <source>The connection to the host broke off. What had arrived is kept; retry for a whole reply.</source>
        <translation>与服务的连接中断。已收到的内容都已保留；重新生成可得到完整的回复。</translation>
    </message>
    <message>
        <source>The host reported an error: {message}. What had arrived is kept; you can retry.</source>
        <translation>服务报告了错误：{message}。已收到的内容都已保留，你可以重新生成。</translation>
    </message>
    <message>
        <source>The built-in engine is not installed. Install teahouse[engine], or start Ollama and retry.</source>
        <translation>没有安装内置引擎。请安装 teahouse[engine]，或者启动 Ollama 后再试。</translation>
    </message>
    <message>
        <source>The built-in engine cannot run on this processor, which lacks {missing}. Use Ollama here or a host on another computer.</source>
        <translation>内置引擎无法在此处理器上运行，因为缺少 {missing}。请在这里使用 Ollama，或使用另一台电脑上的服务。</translation>
    </message>
    <message>
        <source>{model} is not installed on this host. Your message is kept; choose another model and retry.</source>
        <translation>此服务上没有安装 {model}。你的消息已保留，请选择其他模型后再试。</translation>
    </message>
    <message>
        <source>“{model}” is not a model name. Names look like qwen3:8b, without spaces.</source>
        <translation>“{model}”不是有效的模型名称。名称形如 qwen3:8b，不含空格。</translation>
    </message>
    <message>
        <source>The file of {model} cannot be loaded. Your message is kept; choose another model or install it again. The engine said: {message}</source>
        <translation>无法加载 {model} 的文件。你的消息已保留；请选择其他模型，或重新安装该模型。引擎信息：{message}</translation>
    </message>
    <message>
        <source>There is not enough free memory for {model}. Your message is kept; close other programs, or choose a smaller model. The engine said: {message}</source>
        <translation>可用内存不足，无法加载 {model}。你的消息已保留；请关闭其他程序，或选择更小的模型。引擎信息：{message}</translation>
    </message>
    <message>
        <source>{model} cannot answer this: it lacks “{capability}”. Your message is kept; retry with a model that has it.</source>
        <translation>{model} 无法回答：它不具备“{capability}”能力。你的消息已保留；请换一个具备该能力的模型再试一次。</translation>
    </message>
    <message>
        <source>The last message alone fills the context of {available} tokens. Nothing was changed; enlarge the context, or shorten the message.</source>
        <translation>仅最后一条消息就会占满 {available} token 的上下文。没有任何更改；请扩大上下文，或缩短该消息。</translation>
    </message>
    <message>
        <source>Nothing answers at {address}. What you wrote is kept; start the host or choose another, then retry.</source>
        <translation>{address} 没有响应。你写的内容已保留；请启动服务或换一个服务，然后再试一次。</translation>
    </message>
    <message>
        <source>{address} accepted the connection but did not answer in time. What you wrote is kept; retry.</source>
        <translation>{address} 接受了连接，但没有及时响应。你写的内容已保留，请再试一次。</translation>
    </message>
    <message>
        <source>Teahouse may not write to {path}. What was saved before is safe; allow writing there, then retry.</source>
        <translation>Teahouse 无权写入 {path}。之前保存的内容不受影响；请允许写入该位置，然后再试一次。</translation>
    </message>
    <message>
        <source>{path} is not there any more, so it was not read. Nothing else was changed; choose it anew.</source>
        <translation>{path} 已经不在了，因此没有读取。其他内容没有改变，请重新选择。</translation>
    </message>
    <message>
        <source>Something answers at {address}, but it is neither Ollama nor an OpenAI-compatible server. Check the address and the port.</source>
        <translation>{address} 上有应答，但它既不是 Ollama，也不是兼容 OpenAI 的服务器。请检查地址和端口。</translation>
    </message>
    <message>
        <source>{address} takes no more requests for {seconds} seconds. Your message is kept; retry after that.</source>
        <translation>{address} 在 {seconds} 秒内不再接受请求。你的消息已保留，请在那之后再试一次。</translation>
    </message>
    <message>
        <source>{address} is an OpenAI-compatible server: models are loaded, pulled and changed where it runs. Nothing was changed; choose an Ollama or the built-in engine for this.</source>
        <translation>{address} 是兼容 OpenAI 的服务器：模型的载入、下载和修改都在它运行的地方进行。没有改变任何内容；要做这件事，请选择 Ollama 或内置引擎。</translation>
    </message>
    <message>
        <source>The content filter of {address} refused this. What you wrote is kept; change it, then retry.</source>
        <translation>{address} 的内容过滤器拒绝了这次请求。你写的内容已保留；请修改后再试一次。</translation>
    </message>
    <message>
        <source>A proxy answers at {address}, but it cannot reach the host behind it (status {status}). What you wrote is kept; start the host there, then retry.</source>
        <translation>{address} 上应答的是代理服务器，但它连不上后面的服务（状态码 {status}）。你写的内容已保留；请在那里启动服务，然后再试一次。</translation>
    </message>
    <message>
        <source>At {address} a web page answers instead of a host (status {status}, title “{title}”). Check the address and the port, or sign in to the network first.</source>
        <translation>{address} 上应答的是网页，而不是模型服务（状态码 {status}，标题“{title}”）。请检查地址和端口，或者先登录网络。</translation>
    </message>
    <message>
        <source>{address} sent more than any host does, so the connection was closed. What you wrote is kept; check the address.</source>
        <translation>{address} 发送的内容超过了任何服务可能发送的量，因此已断开连接。你写的内容已保留；请检查地址。</translation>
    </message>
    <message>
        <source>The way to {address} leads through the proxy {proxy}, and Teahouse speaks only to http and https proxies. Nothing was sent; name another proxy in Settings, Host, or exempt the host with no_proxy.</source>
        <translation>到 {address} 要经过代理 {proxy}，而 Teahouse 只支持 http 和 https 代理。没有发送任何内容；请在“设置 → 服务”中填写另一个代理，或用 no_proxy 排除该服务。</translation>
    </message>
    <message>
        <source>{proxy} is no address of an http or https proxy. Nothing was changed; write one like http://proxy.example:3128.</source>
        <translation>{proxy} 不是 http 或 https 代理的地址。没有更改任何内容；请填写类似 http://proxy.example:3128 的地址。</translation>
    </message>
    <message>
        <source>Teahouse may not read {path}. Nothing else was changed; allow reading it, then choose it again.</source>
        <translation>Teahouse 无权读取 {path}。其他内容没有改变，请允许读取后重新选择。</translation>
    </message>
    <message>
        <source>{path} is a folder, a pipe or a device, so it was not read. Nothing else was changed; choose a file.</source>
        <translation>{path} 是文件夹、管道或设备，因此没有读取。其他内容没有改变，请选择文件。</translation>
    </message>
    <message>
        <source>{path} could not be read within {seconds} s. Nothing else was changed; check the drive or the network it lies on, or choose a copy.</source>
        <translation>{path} 在 {seconds} 秒内没能读出。其他内容没有改变，请检查它所在的磁盘或网络，或者选择一份副本。</translation>
    </message>
    <message>
        <source>The content filter of {address} ended the reply. What had arrived is kept.</source>
        <translation>{address} 的内容过滤器中止了回复。已收到的内容都已保留。</translation>
    </message>
    <message>
        <source>{address} did not send the rest in time. What had arrived is kept; retry for a whole reply.</source>
        <translation>{address} 没有及时发送其余内容。已收到的内容都已保留；重新生成可得到完整的回复。</translation>
    </message>
    <message>
        <source>{address} stopped sending in the middle of the reply. What had arrived is kept; retry for a whole one.</source>
        <translation>{address} 在回复中途停止了发送。已收到的内容都已保留；重新生成可得到完整的回复。</translation>
    </message>
    <message>
        <source>In the middle of the reply {address} sent something that could not be understood. What had arrived is kept; retry for a whole one.</source>
        <translation>{address} 在回复中途发送了无法理解的内容。已收到的内容都已保留；重新生成可得到完整的回复。</translation>
    </message>
    <message>
        <source>The reply of {address} did not end where any model&apos;s does, so it was stopped. What had arrived is kept.</source>
        <translation>{address} 的回复远远超过了任何模型的长度，因此已停止接收。已收到的内容都已保留。</translation>
    </message>
    <message>
        <source>{model} stopped working. What had arrived is kept; retry loads it again. The engine said: {message}</source>
        <translation>{model} 停止了工作。已收到的内容都已保留；重新生成时会重新加载模型。引擎信息：{message}</translation>
    </message>
    <message>
        <source>There is already a model called {model}. Nothing was changed; choose another name.</source>
        <translation>已经有名为 {model} 的模型。没有做任何改动；请换一个名字。</translation>
    </message>
    <message>
        <source>The connection to the host broke off. Nothing was lost; retry.</source>
        <translation>与服务的连接中断。没有丢失任何内容，请再试一次。</translation>
    </message>
    <message>
        <source>The host reported an error: {message}. Nothing was lost; you can retry.</source>
        <translation>服务报告了错误：{message}。没有丢失任何内容，你可以再试一次。</translation>
    </message>
    <message>
        <source>{address} began to answer and then sent nothing more. What you wrote is kept; retry.</source>
        <translation>{address} 开始应答后就没有再发送任何内容。你写的内容已保留，请再试一次。</translation>
    </message>
    <message>
        <source>{address} refers to {target}. Teahouse does not follow, so that your token goes nowhere else; if you trust that address, choose it as the host.</source>
        <translation>{address} 要求转到 {target}。为了不把你的令牌发往别处，Teahouse 没有跟随；如果你信任那个地址，请把它设为服务。</translation>
    </message>
    <message>
        <source>What {address} sent could not be understood. What you wrote is kept; retry.</source>
        <translation>无法理解 {address} 发送的内容。你写的内容已保留，请再试一次。</translation>
    </message>
    <message>
        <source>The certificate of {address} is not signed by anybody this computer trusts, so nothing was sent. If the host is yours, add its certificate to this computer&apos;s trusted ones, then retry. Reason: {message}</source>
        <translation>{address} 的证书不是由这台电脑信任的机构签发的，因此没有发送任何内容。如果此服务是你的，请把它的证书加入这台电脑的受信任证书，然后再试一次。原因：{message}</translation>
    </message>
    <message>
        <source>The certificate of {address} is not valid today, so nothing was sent. Check the date of this computer, or have the certificate renewed, then retry. Reason: {message}</source>
        <translation>{address} 的证书今天无效，因此没有发送任何内容。请检查这台电脑的日期，或者更新证书，然后再试一次。原因：{message}</translation>
    </message>
    <message>
        <source>The certificate at {address} is for another name, so nothing was sent. Use the name that the certificate is for. Reason: {message}</source>
        <translation>{address} 的证书属于另一个名称，因此没有发送任何内容。请使用证书上的名称。原因：{message}</translation>
    </message>
    <message>
        <source>The certificates in {path} cannot be used: {message}. Nothing was sent; choose another file in the settings.</source>
        <translation>无法使用 {path} 中的证书：{message}。没有发送任何内容；请在设置中选择另一个文件。</translation>
    </message>
    <message>
        <source>{address} does not speak https. Nothing was sent; if you trust the network, write http:// before the address.</source>
        <translation>{address} 不支持 https。没有发送任何内容；如果你信任所在的网络，请在地址前写上 http://。</translation>
    </message>
    <message>
        <source>{address} speaks only https. Write https:// before the address, then retry.</source>
        <translation>{address} 只支持 https。请在地址前写上 https://，然后再试一次。</translation>
    </message>
    <message>
        <source>The built-in engine did not answer within {seconds} seconds of its start; this computer may be very busy. Nothing was lost.</source>
        <translation>内置引擎启动后 {seconds} 秒内没有应答，这台电脑可能非常繁忙。没有丢失任何内容。</translation>
    </message>
    <message>
        <source>The built-in engine ended by itself and is started again. Nothing was lost. It said: {message}</source>
        <translation>内置引擎自行退出，正在重新启动。没有丢失任何内容。返回信息：{message}</translation>
    </message>
    <message>
        <source>The program for the graphics card is no longer at {path}. The processor is used. Choose the program anew in the settings.</source>
        <translation>显卡所用的程序已不在 {path}，现由处理器运行。请在设置中重新选择该程序。</translation>
    </message>
    <message>
        <source>The llama-server program could not compute. The processor is used as before. It said: {message}</source>
        <translation>llama-server 程序无法计算，仍由处理器运行。程序给出的信息：{message}</translation>
    </message>
    <message>
        <source>The llama-server program found no graphics card that it can use. The processor is used as before. Check the driver, and that the program was built for this card.</source>
        <translation>llama-server 程序没有找到可用的显卡，仍由处理器运行。请检查驱动程序，以及该程序是否为这块显卡编译。</translation>
    </message>
    <message>
        <source>The graphics card computed something else than the processor, which is used as before. Try a newer driver or another llama-server program.</source>
        <translation>显卡的计算结果与处理器不同，仍由处理器运行。请尝试更新驱动程序，或换用其他 llama-server 程序。</translation>
    </message>
    <message>
        <source>The llama-server program was not ready after {seconds} seconds. The processor is used as before.</source>
        <translation>llama-server 程序在 {seconds} 秒后仍未就绪，仍由处理器运行。</translation>
    </message>
    <message>
        <source>{model} runs on the processor, because the program for the graphics card failed. It said: {message}</source>
        <translation>显卡所用的程序出错，{model} 改由处理器运行。程序给出的信息：{message}</translation>
    </message>
    <message>
        <source>The conversation needs {needed} tokens, but the context holds {available}. Nothing was cut; enlarge the context, or send less.</source>
        <translation>对话需要 {needed} token，但上下文只能容纳 {available} 个。没有任何内容被截断；请扩大上下文，或减少要发送的内容。</translation>
    </message>
    <message>
        <source>{model} cannot continue a reply here: it would begin a new one. The text is kept; retry to get another reply.</source>
        <translation>{model} 在此服务上无法续写回复：它会开始一条新回复。文本已保留；可重新生成一条回复。</translation>
    </message>
    <message>
        <source>{model} wrote no summary. Nothing was changed; try again, leave the messages out without a summary, or choose another model.</source>
        <translation>{model} 没有写出总结。什么都没有改变；请再试一次，或者不总结而直接省略这些消息，也可以换一个模型。</translation>
    </message>
    <message>
        <source>{model} stopped working. What you wrote is kept; retry loads it again. The engine said: {message}</source>
        <translation>{model} 停止了工作。你写的内容已保留；再试一次会重新加载该模型。引擎信息：{message}</translation>
    </message>
    <message>
        <source>No model can be made of {path}: {message}. Nothing was copied; choose a whole GGUF file.</source>
        <translation>无法用 {path} 制作模型：{message}。未复制任何内容；请选择一个完整的 GGUF 文件。</translation>
    </message>
    <message>
        <source>{path} is not a GGUF file. Nothing was copied; choose one that is.</source>
        <translation>{path} 不是 GGUF 文件。未复制任何内容；请选择 GGUF 文件。</translation>
    </message>
    <message>
        <source>{path} is one of {parts} parts of a model, which Ollama cannot take. Nothing was copied; use the built-in engine, or join them to one file and choose that.</source>
        <translation>{path} 是模型的 {parts} 个分片之一，Ollama 不支持分片。未复制任何内容；请使用内置引擎，或将它们合并为一个文件后再选择。</translation>
    </message>
    <message>
        <source>{path} is one of {parts} parts of a model, and not all are in its folder. Nothing was copied; put them there, then choose it again.</source>
        <translation>{path} 是模型的 {parts} 个分片之一，但所在文件夹中的分片不全。未复制任何内容；请将其余分片放入该文件夹，然后重新选择。</translation>
    </message>
    <message>
        <source>The file of {model} is not at {path} any more. What you wrote is kept; put it back, or choose where it is now under Models, Installed.</source>
        <translation>{model} 的文件已不在 {path}。你写的内容已保留；请将文件放回原处，或在“模型”页的“已安装”中选择它现在的位置。</translation>
    </message>
    <message>
        <source>The file of {model} at {path} is another one than when you chose it. What you wrote is kept; choose it again under Models, Installed, if that is right.</source>
        <translation>{path} 处的 {model} 文件与你选择时的不同。你写的内容已保留；如果这是你要的文件，请在“模型”页的“已安装”中重新选择它。</translation>
    </message>
    <message>
        <source>{path} is incomplete: it ends before its weights do. Nothing was copied; fetch the file again.</source>
        <translation>{path} 不完整：文件被截断，权重不全。未复制任何内容；请重新下载该文件。</translation>
    </message>
    <message>
        <source>Line {line} of the Modelfile makes no sense. Nothing was taken in; correct it, or choose another.</source>
        <translation>Modelfile 的第 {line} 行无法理解。没有读入任何内容；请改正它，或选择另一个文件。</translation>
    </message>
    <message>
        <source>{path} is no prompt sheet: {message} {place}. Nothing was taken in; correct it, or choose another.</source>
        <translation>{path} 不是评测表：{message} {place}。未导入任何内容；请更正文件，或另选一个。</translation>
    </message>
    <message>
        <source>{registry} cannot be reached from where the host runs. Nothing is lost; check the network and try again. It said: {message}</source>
        <translation>服务所在的地方连不上 {registry}。没有丢失任何内容；请检查网络后再试。返回信息：{message}</translation>
    </message>
    <message>
        <source>{registry} has no {model}. Nothing was downloaded; check the name and its size after the colon.</source>
        <translation>{registry} 上没有 {model}。未下载任何内容；请检查名称和冒号后的规格。</translation>
    </message>
    <message>
        <source>{registry} has {model} only as several files, which Ollama cannot pull. Nothing was downloaded; choose another size after the colon, or use the built-in engine, which can.</source>
        <translation>{registry} 上的 {model} 只有分成多个文件的版本，Ollama 无法下载。未下载任何内容；请在冒号后换一种规格，或者使用内置引擎，它可以下载。</translation>
    </message>
    <message>
        <source>{registry} has {model}, but not as GGUF, which is all that can be pulled from there. Nothing was downloaded; look for one with GGUF in its name.</source>
        <translation>{registry} 上有 {model}，但不是 GGUF 格式，而那里只有 GGUF 可以下载。未下载任何内容；请找名称中带 GGUF 的版本。</translation>
    </message>
    <message>
        <source>{registry} does not show {model} to everybody: it is private, or there is none of that name. Nothing was downloaded; check the name, or choose a public one.</source>
        <translation>{registry} 不向所有人公开 {model}：它是私有的，或者没有叫这个名字的模型。未下载任何内容；请检查名称，或选择公开的模型。</translation>
    </message>
    <message>
        <source>The certificate of {registry} cannot be trusted, so nothing was downloaded. Check the date of this computer and who runs the registry. It said: {message}</source>
        <translation>{registry} 的证书不可信，所以未下载任何内容。请检查这台电脑的日期，以及该仓库由谁运行。返回信息：{message}</translation>
    </message>
    <message>
        <source>{registry} does not encrypt its connections, so nothing was downloaded. If you trust the network, write http:// before the name.</source>
        <translation>{registry} 的连接没有加密，所以未下载任何内容。如果你信任所在的网络，请在名称前写上 http://。</translation>
    </message>
    <message>
        <source>{hub} cannot be reached at {address}. Nothing was changed; check the network, search the other hub, or name a mirror in the settings: hf-mirror.com is one of Hugging Face. It said: {message}</source>
        <translation>无法通过 {address} 连接 {hub}。未作任何更改；请检查网络，改为搜索另一个社区，或在设置中填写镜像：hf-mirror.com 是 Hugging Face 的镜像。返回信息：{message}</translation>
    </message>
    <message>
        <source>{hub} takes no more requests from here for {seconds} s. Nothing was changed; wait that long, or store a token in the settings, with which it takes more.</source>
        <translation>{hub} 在 {seconds} 秒内不再接受来自这里的请求。未作任何更改；请稍候再试，或在设置中保存令牌以提高限额。</translation>
    </message>
    <message>
        <source>{hub} does not show this without a token that it accepts. Nothing was changed; store one in the settings, or choose a public model.</source>
        <translation>{hub} 需要有效的令牌才会显示此内容。未作任何更改；请在设置中保存令牌，或选择公开的模型。</translation>
    </message>
    <message>
        <source>{hub} has no {model}, or no description of it. Nothing was changed; search again.</source>
        <translation>{hub} 没有 {model}，或没有它的说明。未作任何更改；请重新搜索。</translation>
    </message>
    <message>
        <source>{address} did not answer as {hub} does. Nothing was changed; check the mirror in the settings, or try again later. The reason: {message}</source>
        <translation>{address} 的回应不是 {hub} 的格式。未作任何更改；请检查设置中的镜像，或稍后再试。原因：{message}</translation>
    </message>
    <message>
        <source>{address} is no address of a mirror or proxy. Nothing was changed; write one like https://hf-mirror.com.</source>
        <translation>{address} 不是镜像或代理的地址。未作任何更改；请按 https://hf-mirror.com 的形式填写。</translation>
    </message>
    <message>
        <source>What arrived of {model} is not what its registry promised, and was thrown away. Nothing was installed; try again, or tell whoever runs the registry. It said: {message}</source>
        <translation>{model} 校验失败，已丢弃。未安装任何内容；请再试一次，或告知该仓库的管理者。返回信息：{message}</translation>
    </message>
    <message>
        <source>{model} needs a newer Ollama than this host runs. Nothing was downloaded; update Ollama, then retry.</source>
        <translation>{model} 需要比此服务更新的 Ollama。未下载任何内容；请更新 Ollama 后再试。</translation>
    </message>
    <message>
        <source>This needs {needed_bytes} on the disk of {path}, where {free_bytes} are free. Nothing was downloaded; make room or choose a smaller model.</source>
        <translation>这需要在 {path} 所在的磁盘上占用 {needed_bytes}，而那里只剩 {free_bytes}。未下载任何内容；请腾出空间，或选择更小的模型。</translation>
    </message>
    <message>
        <source>{path} could not be read, so it was not attached. The rest of your message is kept. {message}</source>
        <translation>无法读取 {path}，因此没有附上。消息的其余部分已保留。{message}</translation>
    </message>
    <message>
        <source>{count} files are too many at once: only the first {limit} were read.</source>
        <translation>一次附上 {count} 个文件太多了，只读取了前 {limit} 个。</translation>
    </message>
    <message>
        <source>{path} was not attached again: a file with the same content is attached already.</source>
        <translation>没有再次添加 {path}：内容相同的文件已经添加过了。</translation>
    </message>
    <message>
        <source>{address} was not attached: it is no file of this computer. Save it here first, then attach it. Your message is kept.</source>
        <translation>没有添加 {address}：它不是这台电脑上的文件。请先保存到本机，再添加。你的消息已保留。</translation>
    </message>
    <message>
        <source>{path} is neither text nor a picture nor a PDF, so it was not attached. Your message is kept.</source>
        <translation>{path} 不是文本、图片或 PDF，因此没有附上。你的消息已保留。</translation>
    </message>
    <message>
        <source>{path} is {size_bytes} long and was not attached; models read {limit_bytes} at most. Attach a part of it.</source>
        <translation>{path} 有 {size_bytes}，没有附上；模型最多读取 {limit_bytes}。请只附上其中一部分。</translation>
    </message>
    <message>
        <source>{path} is a damaged picture and was not attached. Your message is kept; save it anew and retry.</source>
        <translation>{path} 是损坏的图片，没有附上。你的消息已保留，请重新保存图片后再试。</translation>
    </message>
    <message>
        <source>{path} has {width} × {height} pixels, which is too large, and was not attached. Attach a smaller copy.</source>
        <translation>{path} 有 {width} × {height} 像素，太大了，没有附上。请附上一份较小的副本。</translation>
    </message>
    <message>
        <source>{path} is a damaged PDF and was not attached. Your message is kept; save it anew and retry.</source>
        <translation>{path} 是损坏的 PDF，没有附上。你的消息已保留，请重新保存后再试。</translation>
    </message>
    <message>
        <source>Reading {path} took too long or too much memory, so it was not attached. Save the pages you need as a PDF of their own and attach that.</source>
        <translation>读取 {path} 耗时过长或占用内存过多，因此没有附上。请把需要的页面另存为单独的 PDF 再附上。</translation>
    </message>
    <message>
        <source>{path} is locked with a password and was not attached. Save a copy without one and attach that.</source>
        <translation>{path} 有密码保护，没有附上。请另存一份没有密码的副本再附上。</translation>
    </message>
    <message>
        <source>{path} holds pictures of pages without text, so there was nothing to attach. Attach the pages as pictures to a model with vision.</source>
        <translation>{path} 只有页面图像而没有文字，因此无可附上。请把页面作为图片附给支持视觉的模型。</translation>
    </message>
    <message>
        <source>There is no model to answer. Your message is kept; install or choose a model, then send it again.</source>
        <translation>没有可以回答的模型。你的消息已保留；请安装或选择一个模型，然后重新发送。</translation>
    </message>
    <message>
        <source>The parameter {option} has a value that cannot be used. Nothing was sent; correct or reset it.</source>
        <translation>参数 {option} 的值无法使用。没有发送任何内容；请更正或重置该参数。</translation>
    </message>
    <message>
        <source>{address} does not take the parameter {option}. Your message is kept; reset it, then retry. The host said: {message}</source>
        <translation>{address} 不接受参数 {option}。你的消息已保留；请重置该参数，然后再试一次。服务的说明：{message}</translation>
    </message>
    <message>
        <source>The disk is full, so nothing more could be written to {path}. What was saved before is safe; free some space and retry.</source>
        <translation>磁盘已满，无法继续写入 {path}。之前保存的内容是安全的；请腾出一些空间，然后再试一次。</translation>
    </message>
    <message>
        <source>The file of conversations was damaged. It was set aside as {backup}, and a new one was begun with what could be saved.</source>
        <translation>对话文件已损坏。原文件已另存为 {backup}，并用能够恢复的内容建立了新文件。</translation>
    </message>
    <message>
        <source>The conversations in {path} were written by a newer Teahouse (format {found}, this one knows {known}). They were not touched; update Teahouse to open them.</source>
        <translation>{path} 中的对话由更新版本的 Teahouse 写入（格式 {found}，当前版本支持 {known}）。这些对话没有被改动；请更新 Teahouse 后再打开。</translation>
    </message>
    <message>
        <source>Another program is holding the conversations in {path}. Nothing was lost; close it and retry.</source>
        <translation>另一个程序正在占用 {path} 中的对话。没有丢失任何内容；请关闭该程序，然后再试一次。</translation>
    </message>
    <message>
        <source>The settings could not be read and were set aside as {backup}. Teahouse goes on with its defaults.</source>
        <translation>无法读取设置，原文件已另存为 {backup}。Teahouse 将使用默认设置继续运行。</translation>
    </message>
    <message>
        <source>This computer has no keyring that is open, so what you typed for {host} is known until Teahouse quits. To have it kept, set up or unlock the system&apos;s keyring, then connect again.</source>
        <translation>本机没有已解锁的密钥环，因此你为 {host} 输入的内容只保留到 Teahouse 退出。若要保存，请设置或解锁系统密钥环，然后重新连接。</translation>
    </message>
    <message>
        <source>The system&apos;s keyring could not be read, so {host} was asked without the password or token that may be kept there, and refused access. Unlock the keyring and retry, or type the token again in the settings.</source>
        <translation>无法读取系统密钥环，因此连接 {host} 时没有使用其中可能保存的密码或令牌，对方拒绝了访问。请解锁密钥环后再试，或在设置中重新输入令牌。</translation>
    </message>
    <message>
        <source>The system&apos;s keyring did not answer, so {host} was asked without the password or token that may be kept there, and refused access. Unlock the keyring and retry, or type the token again in the settings.</source>
        <translation>系统密钥环没有响应，因此连接 {host} 时没有使用其中可能保存的密码或令牌，对方拒绝了访问。请解锁密钥环后再试，或在设置中重新输入令牌。</translation>
    </message>
    <message>
        <source>{address} could not be asked about newer versions. Nothing was changed; try again later. It said: {message}</source>
        <translation>无法从 {address} 查询新版本。什么都没有改变；请稍后再试。返回信息：{message}</translation>
    </message>
    <message>
        <source>What {address} says about newer versions is not signed by the makers of Teahouse, so it was not believed. Nothing was changed.</source>
        <translation>{address} 提供的新版本信息没有 Teahouse 开发者的有效签名，因此未予采信。什么都没有改变。</translation>
    </message>
    <message>
        <source>{address} shows older news of versions than it did before, so it was not believed. What was known stays; if this lasts, look at the page of Teahouse yourself.</source>
        <translation>{address} 给出的版本消息比之前见过的还旧，因此未予采信。已知的信息保持不变；如果一直如此，请自行查看 Teahouse 的页面。</translation>
    </message>
    <message>
        <source>What {address} says about newer versions was valid until {expired_at}, so it was not believed. What was known stays; check this computer&apos;s clock, or look at the page of Teahouse yourself.</source>
        <translation>{address} 给出的新版本消息有效期至 {expired_at}，因此未予采信。已知的信息保持不变；请检查本机时钟，或自行查看 Teahouse 的页面。</translation>
    </message>
    <message>
        <source>Something went wrong inside Teahouse: {message}. What was saved is safe; retry or start it again.</source>
        <translation>Teahouse 内部出错：{message}。已保存的内容是安全的；请再试一次，或重新启动 Teahouse。</translation>
    </message>
    <message>
        <source>{registry} cannot be reached from where the host runs. Nothing is lost; check the network and try again, or pull it from a mirror: hf-mirror.com/… in place of hf.co/…, or modelscope.cn/… It said: {message}</source>
        <translation>服务所在的电脑无法连接 {registry}。没有丢失任何内容；请检查网络后再试，或从镜像下载：用 hf-mirror.com/… 代替 hf.co/…，或用 modelscope.cn/…。返回信息：{message}</translation>
    </message>
    <message>
        <source>The file of {model} is not on this computer but at {address}. The workshop needs a model of this computer.</source>
        <translation>{model} 的文件不在本机，而在 {address}。工坊只能使用本机上的模型。</translation>
    </message>
    <message>
        <source>The workshop cannot be used with this installation; chats are not affected. The reason: {message}</source>
        <translation>当前安装无法使用工坊，对话不受影响。原因：{message}</translation>
    </message>
    <message>
        <source>This could not be done. The models are unchanged. The reason: {message}</source>
        <translation>操作未能完成，模型没有改动。原因：{message}</translation>
    </message>
    <message>
        <source>The workshop&apos;s process ended before it was done. The models are unchanged. It said: {message}</source>
        <translation>工坊进程中途结束，模型没有改动。它的输出：{message}</translation>
    </message>
    <message>
        <source>What {model} was given cannot be written as text: there are pictures, or its format of replies is not known.</source>
        <translation>{model} 收到的内容无法写成文字：其中有图片，或其回复格式未知。</translation>
    </message>
</context>
<context>
    <name>TryOut</name>
    <message>
        <source>Ask something: the answer is as the variant would give it now, and is not kept.</source>
        <translation>试问一句，预览当前配置下的回答，不会保存。</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Try it out</source>
        <translation>试一试</translation>
    </message>
    <message>
        <source>Question for the variant</source>
        <translation>向自定义模型提问</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context>
<context>
    <name>TurnForm</name>
    <message>
        <source>You ask</source>
        <translation>你的提问</translation>
    </message>
    <message>
        <source>Given answer</source>
        <translation>预设回答</translation>
    </message>
    <message>
        <source>Who speaks</source>
        <translation>谁在说</translation>
    </message>
    <message>
        <source>Delete this turn</source>
        <translation>删除这一轮</translation>
    </message>
    <message>
        <source>Text of the turn</source>
        <translation>这一轮的文字</translation>
    </message>
</context>
<context>
    <name>TypedNameBar</name>
    <message>
        <source>“{text}” ran on ollama.com, where it was last seen on {date}.</source>
        <translation>“{text}”曾在 ollama.com 上运行，最后一次见到是 {date}。</translation>
    </message>
    <message>
        <source>“{text}” is a name: it can be pulled as it is.</source>
        <translation>“{text}”是模型名，可以直接下载。</translation>
    </message>
    <message>
        <source>Look first</source>
        <translation>先看看</translation>
    </message>
    <message>
        <source>What it is, how big, and whether it would run here</source>
        <translation>它是什么、有多大、能否在本机运行</translation>
    </message>
    <message>
        <source>Pull it</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Deleted “{title}”</source>
        <translation>已删除“{title}”</translation>
    </message>
</context>
<context>
    <name>Updates</name>
    <message>
        <source>Teahouse {version} is available.</source>
        <translation>Teahouse {version} 已发布。</translation>
    </message>
    <message>
        <source>Open the download page</source>
        <translation>打开下载页面</translation>
    </message>
</context>
<context>
    <name>UpdatesForm</name>
    <message>
        <source>Tell me when there is a newer Teahouse</source>
        <translation>有新版本的 Teahouse 时告诉我</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>立即检查</translation>
    </message>
    <message>
        <source>Open the download page</source>
        <translation>打开下载页面</translation>
    </message>
    <message>
        <source>This is Teahouse {version}.</source>
        <translation>当前版本为 Teahouse {version}。</translation>
    </message>
    <message>
        <source>Once a day one small signed file is read from {address}. Nothing about you or this computer is sent.</source>
        <translation>每天从 {address} 读取一个带签名的小文件。不会发送任何关于你或这台电脑的信息。</translation>
    </message>
    <message>
        <source>It came from {store}, which also brings newer versions.</source>
        <translation>它来自 {store}，新版本也由其提供。</translation>
    </message>
    <message>
        <source>It does not look for newer versions: update it the way you installed it.</source>
        <translation>它不会自行检查新版本：请按安装时的方式更新。</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Teahouse {version} is available.</source>
        <translation>Teahouse {version} 已发布。</translation>
    </message>
    <message>
        <source>This is the newest version. Checked {when}</source>
        <translation>已是最新版本。检查时间：{when}</translation>
    </message>
</context>
<context>
    <name>UsageView</name>
    <message>
        <source>Lab</source>
        <translation>厂商</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Week of</source>
        <translation>周（起始日）</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Tokens
read</source>
        <translation>读取的
token</translation>
    </message>
    <message>
        <source>Tokens
written</source>
        <translation>生成的
token</translation>
    </message>
    <message>
        <source>of them
thinking</source>
        <translation>其中
思考</translation>
    </message>
    <message>
        <source>Energy for
1,000 tokens</source>
        <translation>每 1,000
token 能耗</translation>
    </message>
    <message>
        <source>No runs yet. Every reply is counted here when it is over.</source>
        <translation>还没有记录。每条回复结束后都会计入这里。</translation>
    </message>
    <message numerus="yes">
        <source>{read} tokens read and {written} written in %n run(s), {thinking} of them thinking.</source>
        <translation>
            <numerusform>%n 条记录共读取 {read} token，生成 {written} token，其中思考 {thinking}。</numerusform>
        </translation>
    </message>
    <message>
        <source>By lab</source>
        <translation>按厂商</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>按模型</translation>
    </message>
    <message>
        <source>Whose usage</source>
        <translation>谁的用量</translation>
    </message>
    <message>
        <source>Each week</source>
        <translation>每周</translation>
    </message>
    <message>
        <source>All weeks</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>For which time</source>
        <translation>时间范围</translation>
    </message>
    <message>
        <source>Usage, the newest week first</source>
        <translation>用量，最近的一周在前</translation>
    </message>
</context>
<context>
    <name>VariantDialog</name>
    <message>
        <source>A variant of {model}</source>
        <translation>基于 {model} 的自定义模型</translation>
    </message>
    <message>
        <source>Make it</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Its Modelfile</source>
        <translation>它的 Modelfile</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Try it out</source>
        <translation>试一试</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Open a Modelfile</source>
        <translation>打开 Modelfile</translation>
    </message>
    <message>
        <source>it is no text</source>
        <translation>它不是文本</translation>
    </message>
    <message>
        <source>{file} cannot be read: {why}</source>
        <translation>无法读取 {file}：{why}</translation>
    </message>
    <message>
        <source>Chat with it now</source>
        <translation>开始对话</translation>
    </message>
    <message>
        <source>Save the Modelfile</source>
        <translation>保存 Modelfile</translation>
    </message>
    <message>
        <source>The template and the adapter count once it is made.</source>
        <translation>模板和适配器在生成之后才起作用。</translation>
    </message>
    <message>
        <source>Open a Modelfile…</source>
        <translation>打开 Modelfile…</translation>
    </message>
    <message>
        <source>It could not be written: {why}</source>
        <translation>无法写入：{why}</translation>
    </message>
    <message>
        <source>Written to {path}</source>
        <translation>已写入 {path}</translation>
    </message>
</context>
<context>
    <name>VariantForm</name>
    <message>
        <source>Name of the new model</source>
        <translation>新模型的名称</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation>基于</translation>
    </message>
    <message>
        <source>System prompt: who it is to be, and how it is to answer</source>
        <translation>系统提示词：它是谁，怎样回答</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Messages every chat with it begins with: examples of how it is to answer</source>
        <translation>每次对话开头的消息：示范它该怎样回答</translation>
    </message>
    <message>
        <source>Template: how messages become text (leave it as it is unless you know why)</source>
        <translation>模板：消息如何变成文本（不清楚就不要改）</translation>
    </message>
    <message>
        <source>Adapter (LoRA); the Workshop adds several, with sliders</source>
        <translation>适配器（LoRA）；在工坊中可添加多个并用滑块调节</translation>
    </message>
    <message>
        <source>Adapter (LoRA): only some versions of Ollama take one</source>
        <translation>适配器（LoRA）：只有部分版本的 Ollama 支持</translation>
    </message>
</context>
<context>
    <name>VoteBar</name>
    <message>
        <source>Which answer is best? The names and figures are shown after your vote.</source>
        <translation>哪个回答最好？投票后显示名称和数据。</translation>
    </message>
    <message>
        <source>You can vote when all have answered.</source>
        <translation>全部回答之后即可投票。</translation>
    </message>
    <message>
        <source>Best answer: {model}</source>
        <translation>最佳回答：{model}</translation>
    </message>
    <message>
        <source>Tie</source>
        <translation>平局</translation>
    </message>
    <message>
        <source>All bad</source>
        <translation>全部不好</translation>
    </message>
</context>
<context>
    <name>Workshop</name>
    <message>
        <source>A GGUF file</source>
        <translation>GGUF 文件</translation>
    </message>
    <message>
        <source>GGUF files (*.gguf)</source>
        <translation>GGUF 文件 (*.gguf)</translation>
    </message>
    <message>
        <source>The file of {model}</source>
        <translation>{model} 的文件</translation>
    </message>
    <message>
        <source>{model} is made.</source>
        <translation>{model} 已生成。</translation>
    </message>
    <message>
        <source>{kind} + matrix</source>
        <translation>{kind} + 矩阵</translation>
    </message>
    <message>
        <source>with an adapter</source>
        <translation>带适配器</translation>
    </message>
    <message>
        <source>adapter merged</source>
        <translation>已合并适配器</translation>
    </message>
    <message>
        <source>steered</source>
        <translation>已引导</translation>
    </message>
    <message>
        <source>changed copy</source>
        <translation>修改后的副本</translation>
    </message>
    <message>
        <source>{name} · recommended</source>
        <translation>{name} · 推荐</translation>
    </message>
    <message>
        <source>{name}, recommended</source>
        <translation>{name}，推荐</translation>
    </message>
    <message>
        <source>size {value}</source>
        <translation>大小 {value}</translation>
    </message>
    <message>
        <source>memory {value}</source>
        <translation>内存 {value}</translation>
    </message>
    <message>
        <source>same first token {value}</source>
        <translation>首 token 一致 {value}</translation>
    </message>
    <message>
        <source>KL divergence {value}</source>
        <translation>KL 散度 {value}</translation>
    </message>
    <message>
        <source>KL divergence, median {value}</source>
        <translation>KL 散度中位数 {value}</translation>
    </message>
    <message>
        <source>KL divergence, 99 % below {value}</source>
        <translation>99% 的 KL 散度低于 {value}</translation>
    </message>
    <message>
        <source>perplexity {value}</source>
        <translation>困惑度 {value}</translation>
    </message>
    <message>
        <source>reading {value}</source>
        <translation>输入 {value}</translation>
    </message>
    <message>
        <source>writing {value}</source>
        <translation>输出 {value}</translation>
    </message>
    <message>
        <source>Recommended is the smallest with a mean KL divergence of at most {most} (the original&apos;s words are at most {lost} less probable on average) and the same first token for at least {same} of the prompts; fewer than {enough} prompts do not count.</source>
        <translation>推荐的是满足以下条件的最小一种：平均 KL 散度不超过 {most}（原模型用词的概率平均至多降低 {lost}），且至少 {same} 的提示词首 token 一致；提示词少于 {enough} 条时不计后一项。</translation>
    </message>
    <message>
        <source>KL divergence and perplexity over {n} tokens, in pieces of {context}</source>
        <translation>KL 散度与困惑度基于 {n} token，每段 {context} 个</translation>
    </message>
    <message>
        <source>Preparing…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>{kind}, {number} of {total}</source>
        <translation>{kind}，第 {number} 种，共 {total} 种</translation>
    </message>
    <message>
        <source>layer {n}</source>
        <translation>第 {n} 层</translation>
    </message>
    <message>
        <source>Importance matrix</source>
        <translation>重要性矩阵</translation>
    </message>
    <message>
        <source>Quantizing</source>
        <translation>正在量化</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在测量</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message numerus="yes">
        <source>first tokens of %n prompt(s)</source>
        <translation>
            <numerusform>%n 条提示词的首 token</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WorkshopHeader</name>
    <message>
        <source>No model is installed</source>
        <translation>没有已安装的模型</translation>
    </message>
    <message>
        <source>Workshop</source>
        <translation>工坊</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Parts of the Workshop</source>
        <translation>工坊的各部分</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
</context>
<context>
    <name>WorkshopTabs</name>
    <message>
        <source>Quantize</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>Steering</source>
        <translation>引导</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>逐层查看</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>元数据</translation>
    </message>
</context>
<context>
    <name>_Dialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
</TS>
