<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
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
        <translation>重试最后一条回复</translation>
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
    <name>Brand</name>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
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
</context>
<context>
    <name>Composer</name>
    <message>
        <source>{used} of {length}</source>
        <translation>{used} / {length}</translation>
    </message>
    <message>
        <source>{meter} · nearly full</source>
        <translation>{meter} · 即将用满</translation>
    </message>
    <message>
        <source>How much of the context the conversation filled with its last reply, in tokens</source>
        <translation>截至最后一条回复，对话已占用的上下文（token 数）</translation>
    </message>
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
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Ctrl+Enter always sends</source>
        <translation>按 Ctrl+Enter 总能发送</translation>
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
    <name>ConversationRows</name>
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
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>已置顶</translation>
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
    <name>Found</name>
    <message>
        <source>Looking for Ollama on this computer…</source>
        <translation>正在这台电脑上查找 Ollama…</translation>
    </message>
    <message>
        <source>The connection to {host} was lost. Trying again…</source>
        <translation>与{host}的连接已断开，正在重新连接…</translation>
    </message>
    <message>
        <source>No host was found to run models.</source>
        <translation>没有找到可以运行模型的主机。</translation>
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
        <source>{host} is ready, but no model is here yet</source>
        <translation>{host}已就绪，但还没有模型</translation>
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
        <source>Ollama {version}</source>
        <translation>Ollama {version}</translation>
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
        <translation>想聊点什么？</translation>
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
        <translation>安排一个安静的杭州周末，其中要有一次长距离散步。</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>复制为 Markdown</translation>
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
        <source>Looking for a host…</source>
        <translation>正在查找主机…</translation>
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
        <source>Built-in engine</source>
        <translation>内置引擎</translation>
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
        <translation>没有找到主机</translation>
    </message>
</context>
<context>
    <name>HostForm</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Found by itself</source>
        <translation>自动查找</translation>
    </message>
    <message>
        <source>Only where a host asks for one</source>
        <translation>仅在主机要求时填写</translation>
    </message>
    <message>
        <source>Address of the host</source>
        <translation>主机地址</translation>
    </message>
    <message>
        <source>Token for the host</source>
        <translation>主机令牌</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Leave the address empty to use Ollama on this computer or the built-in engine. A token is kept in the system&apos;s keyring and never shown again.</source>
        <translation>地址留空时，使用这台电脑上的 Ollama 或内置引擎。令牌保存在系统密钥环中，之后不再显示。</translation>
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
        <source>Connected to Ollama {version}.</source>
        <translation>已连接 Ollama {version}。</translation>
    </message>
    <message>
        <source>Cannot reach {address}</source>
        <translation>无法连接 {address}</translation>
    </message>
</context>
<context>
    <name>LoadedPopup</name>
    <message>
        <source>Models in memory</source>
        <translation>内存中的模型</translation>
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
        <translation>{share} 在 GPU 上</translation>
    </message>
    <message>
        <source>stays until unloaded</source>
        <translation>保持加载</translation>
    </message>
    <message>
        <source>leaves in {time}</source>
        <translation>{time}后卸载</translation>
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
    <name>Missing</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>The built-in engine is ready but has no model yet, and this version cannot fetch one by itself. Ollama is installed here: start it and fetch a model with the command below. {model} fits this computer ({size} to download, about {need} of memory).</source>
        <translation>内置引擎已就绪，但还没有模型，当前版本还不能自行下载。这台电脑上装有 Ollama：请启动它，并用下面的命令下载模型。{model} 适合这台电脑（下载 {size}，约需 {need} 内存）。</translation>
    </message>
    <message>
        <source>The built-in engine is ready but has no model yet, and this version cannot fetch one by itself. Install Ollama from ollama.com and fetch a model with the command below: {model} fits this computer ({size} to download, about {need} of memory). Teahouse will then use Ollama.</source>
        <translation>内置引擎已就绪，但还没有模型，当前版本还不能自行下载。请从 ollama.com 安装 Ollama，再用下面的命令下载模型：{model} 适合这台电脑（下载 {size}，约需 {need} 内存）。之后 Teahouse 会使用 Ollama。</translation>
    </message>
    <message>
        <source>No model is installed on this host yet. {model} fits well: {size} to download, about {need} of memory. Fetch it in a terminal with the command below, then look again.</source>
        <translation>这台主机上还没有安装模型。{model} 很合适：下载 {size}，约需 {need} 内存。请在终端中用下面的命令下载，然后重新查找。</translation>
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
        <source>unloads {models} first</source>
        <translation>会先卸载 {models}</translation>
    </message>
</context>
<context>
    <name>NewChat</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Close this notice</source>
        <translation>关闭此提示</translation>
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
        <source>{n} %</source>
        <translation>{n}%</translation>
    </message>
    <message>
        <source>{month} {year}</source>
        <translation>{year}年{number}月</translation>
    </message>
</context>
<context>
    <name>Picking</name>
    <message>
        <source>Ask again with…</source>
        <translation>换用其他模型重新提问…</translation>
    </message>
</context>
<context>
    <name>Problems</name>
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
    <message>
        <source>This link opens something outside the web: {address}</source>
        <translation>此链接打开的不是网页：{address}</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开</translation>
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
        <source>That conversation is not kept any more.</source>
        <translation>该对话已不存在。</translation>
    </message>
</context>
<context>
    <name>Rail</name>
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
        <translation>主机</translation>
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
        <source>Keep models loaded</source>
        <translation>模型保留时间</translation>
    </message>
    <message>
        <source>Start Ollama with Teahouse when it is installed but not running</source>
        <translation>如果装有 Ollama 但没有运行，随 Teahouse 一起启动</translation>
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
        <translation>由主机决定</translation>
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
    <name>ShortcutsDialog</name>
    <message>
        <source>New line in a message</source>
        <translation>消息内换行</translation>
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
    <name>Switcher</name>
    <message>
        <source>This host has no model to chat with yet. Install one, for example with `ollama pull`.</source>
        <translation>这台主机上还没有可以对话的模型。请安装一个，例如使用 `ollama pull`。</translation>
    </message>
    <message>
        <source>No installed model matches “{text}”.</source>
        <translation>没有与“{text}”匹配的已安装模型。</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>Filter by name, lab, size or what it can do…</source>
        <translation>按名称、机构、大小或能力筛选…</translation>
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
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>switched here</source>
        <translation>在此切换</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>复制代码</translation>
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
        <source>Retry with {model}</source>
        <translation>用 {model} 重试</translation>
    </message>
    <message>
        <source>Retry with another model…</source>
        <translation>换用其他模型重试…</translation>
    </message>
    <message>
        <source>Retry with the same or another model</source>
        <translation>用相同或其他模型重试</translation>
    </message>
    <message>
        <source>first word {time}</source>
        <translation>首字 {time}</translation>
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
        <translation>{size}（GPU {share}）</translation>
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
        <translation>正在等待主机…</translation>
    </message>
    <message>
        <source>Unloading {model}…</source>
        <translation>正在卸载 {model}…</translation>
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
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
        </translation>
    </message>
    <message>
        <source>{author}: {text}</source>
        <translation>{author}：{text}</translation>
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
    <name>Troubles</name>
    <message>
        <source>Nothing answers at {address}. Your message is kept; start the host or choose another, then retry.</source>
        <translation>{address} 没有响应。你的消息已保留；请启动主机或换一台主机，然后重试。</translation>
    </message>
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
        <translation>主机正忙，暂时不接受新的请求。你的消息已保留，请稍后重试。</translation>
    </message>
    <message>
        <source>{address} refused access. Check the token in the settings, then retry.</source>
        <translation>{address} 拒绝访问。请在设置中检查令牌，然后重试。</translation>
    </message>
    <message>
        <source>The connection to the host broke off. What had arrived is kept; retry for a whole reply.</source>
        <translation>与主机的连接中断。已收到的内容都已保留；重试可以得到完整的回复。</translation>
    </message>
    <message>
        <source>The host reported an error: {message}. What had arrived is kept; you can retry.</source>
        <translation>主机报告了错误：{message}。已收到的内容都已保留，你可以重试。</translation>
    </message>
    <message>
        <source>{address} accepted the connection but did not answer in time. Your message is kept; retry.</source>
        <translation>{address} 接受了连接，但没有及时响应。你的消息已保留，请重试。</translation>
    </message>
    <message>
        <source>The built-in engine is not installed. Install teahouse[engine], or start Ollama and retry.</source>
        <translation>没有安装内置引擎。请安装 teahouse[engine]，或者启动 Ollama 后重试。</translation>
    </message>
    <message>
        <source>The built-in engine cannot run on this processor, which lacks {missing}. Use Ollama here or a host on another computer.</source>
        <translation>内置引擎无法在此处理器上运行，因为缺少 {missing}。请在这里使用 Ollama，或使用另一台电脑上的主机。</translation>
    </message>
    <message>
        <source>The built-in engine ended by itself and is started again. What had arrived is kept. It said: {message}</source>
        <translation>内置引擎意外退出，正在重新启动。已收到的内容都已保留。引擎信息：{message}</translation>
    </message>
    <message>
        <source>{model} is not installed on this host. Your message is kept; choose another model and retry.</source>
        <translation>这台主机上没有安装 {model}。你的消息已保留，请选择其他模型后重试。</translation>
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
        <source>{model} has no “{capability}”. Your message is kept; choose a model that has it.</source>
        <translation>{model} 不支持“{capability}”。你的消息已保留，请选择支持它的模型。</translation>
    </message>
    <message>
        <source>The conversation needs {needed} tokens, but the context holds {available}. Nothing was cut; start a new chat or use a larger context.</source>
        <translation>对话需要 {needed} 个 token，而上下文只能容纳 {available} 个。没有截断任何内容；请开始新对话，或使用更大的上下文。</translation>
    </message>
    <message>
        <source>{model} stopped working in the middle. What had arrived is kept; retry loads it again. The engine said: {message}</source>
        <translation>{model} 中途停止了工作。已收到的内容都已保留；重试时会重新加载模型。引擎信息：{message}</translation>
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
        <source>The disk is full, so nothing more could be written to {path}. What was saved before is safe; free some space and retry.</source>
        <translation>磁盘已满，无法继续写入 {path}。之前保存的内容是安全的；请腾出一些空间，然后重试。</translation>
    </message>
    <message>
        <source>Teahouse may not write to {path}, so nothing new is kept. Allow writing there, then start it again.</source>
        <translation>Teahouse 没有写入 {path} 的权限，因此新的内容不会保留。请允许写入该位置，然后重新启动。</translation>
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
        <translation>另一个程序正在占用 {path} 中的对话。没有丢失任何内容；请关闭该程序，然后重试。</translation>
    </message>
    <message>
        <source>The settings could not be read and were set aside as {backup}. Teahouse goes on with its defaults.</source>
        <translation>无法读取设置，原文件已另存为 {backup}。Teahouse 将使用默认设置继续运行。</translation>
    </message>
    <message>
        <source>This computer has no keyring that is open, so the token for {host} was not kept. Set up or unlock the system&apos;s keyring, then connect again.</source>
        <translation>这台电脑上没有可用的密钥环，因此 {host} 的令牌没有保存。请设置或解锁系统密钥环，然后重新连接。</translation>
    </message>
    <message>
        <source>Something went wrong inside Teahouse: {message}. What was saved is safe; retry or start it again.</source>
        <translation>Teahouse 内部出错：{message}。已保存的内容是安全的；请重试，或重新启动 Teahouse。</translation>
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
</TS>
