<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Found</name>
    <message numerus="yes">
        <source>{host} with %n model(s)</source>
        <translation>
            <numerusform>{host} with %n model</numerusform>
            <numerusform>{host} with %n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No Ollama found: the built-in engine is ready with %n model(s)</source>
        <translation>
            <numerusform>No Ollama found: the built-in engine is ready with %n model</numerusform>
            <numerusform>No Ollama found: the built-in engine is ready with %n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemoryButton</name>
    <message numerus="yes">
        <source>%n model(s) loaded</source>
        <translation>
            <numerusform>%n model loaded</numerusform>
            <numerusform>%n models loaded</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
</TS>
