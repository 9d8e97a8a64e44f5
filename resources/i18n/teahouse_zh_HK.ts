<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_HK" sourcelanguage="en">
 <context>
  <name>AboutTag</name>
  <message>
   <source>Pull</source>
   <translation>下載</translation>
  </message>
  <message>
   <source>About the installed model</source>
   <translation>關於已安裝的模型</translation>
  </message>
  <message>
   <source>Connect to a server…</source>
   <translation>連接伺服器…</translation>
  </message>
  <message>
   <source>Opens the settings of the host</source>
   <translation>開啟服務的設定</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
  <message>
   <source>Made by</source>
   <translation>出自</translation>
  </message>
  <message>
   <source>Here</source>
   <translation>在本機</translation>
  </message>
  <message>
   <source>Engine</source>
   <translation>引擎</translation>
  </message>
  <message>
   <source>On a server</source>
   <translation>在伺服器上</translation>
  </message>
  <message>
   <source>Good for</source>
   <translation>適合</translation>
  </message>
  <message>
   <source>Thinking</source>
   <translation>思考</translation>
  </message>
  <message>
   <source>To download</source>
   <translation>下載大小</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>參數量</translation>
  </message>
  <message>
   <source>Quantisation</source>
   <translation>量化規格</translation>
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
   <translation>許可證</translation>
  </message>
  <message>
   <source>Released</source>
   <translation>發布</translation>
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
   <translation>依據</translation>
  </message>
  <message>
   <source>vLLM, SGLang or llama-server can run it on a computer with enough memory, or on several; connect to that server under Settings, Host. The document “Models on servers” (docs/servers.md) shows how.</source>
   <translation>vLLM、SGLang 或 llama-server 可以在記憶體足夠的一台或多台電腦上執行它；請在「設定 → 服務」中連接那個伺服器。文檔「Models on servers」（docs/servers.md）説明了做法。</translation>
  </message>
  <message>
   <source>{whole}, of which {active} work for each word</source>
   <translation>{whole}，啟動 {active}</translation>
  </message>
  <message>
   <source>The built-in engine runs it.</source>
   <translation>內置引擎可以執行。</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名稱</translation>
  </message>
  <message>
   <source>Capabilities</source>
   <translation>能力</translation>
  </message>
  <message>
   <source> {model} is the same in a form that it can run.</source>
   <translation>{model} 是同一模型的可執行版本。</translation>
  </message>
  <message>
   <source>The built-in engine cannot run it; Ollama can.</source>
   <translation>內置引擎無法執行，Ollama 可以。</translation>
  </message>
  <message>
   <source>Whether the built-in engine runs it was not checked.</source>
   <translation>尚未驗證內置引擎能否執行。</translation>
  </message>
  <message>
   <source>not known</source>
   <translation>未知</translation>
  </message>
  <message>
   <source>Facts of {date}.</source>
   <translation>資料截至 {date}。</translation>
  </message>
  <message>
   <source>Not confirmed: {fields}.</source>
   <translation>未經確認：{fields}。</translation>
  </message>
 </context>
 <context>
  <name>Accelerations</name>
  <message>
   <source>{accepted} of {drafted} drafted tokens accepted</source>
   <translation>預測了 {drafted} token，採用 {accepted} 個</translation>
  </message>
  <message>
   <source>drafts on, none made</source>
   <translation>開啓了預測，沒有用上</translation>
  </message>
  <message>
   <source>no drafts</source>
   <translation>沒有預測</translation>
  </message>
  <message>
   <source>context in {type}</source>
   <translation>上下文用 {type}</translation>
  </message>
  <message numerus="yes">
   <source>%n prompt token(s) from the cache</source>
   <translation>
    <numerusform>提示中 %n token 來自快取</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n of them from disk</source>
   <translation>
    <numerusform>其中 %n 個來自磁碟</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n thread(s)</source>
   <translation>
    <numerusform>%n 個執行緒</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>Actions</name>
  <message>
   <source>New chat</source>
   <translation>新對話</translation>
  </message>
  <message>
   <source>Switch model…</source>
   <translation>切換模型…</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>參數</translation>
  </message>
  <message>
   <source>Find in this conversation…</source>
   <translation>在此對話中尋找…</translation>
  </message>
  <message>
   <source>Search all conversations…</source>
   <translation>搜尋所有對話…</translation>
  </message>
  <message>
   <source>Send message</source>
   <translation>傳送訊息</translation>
  </message>
  <message>
   <source>Stop the reply</source>
   <translation>停止回覆</translation>
  </message>
  <message>
   <source>Copy last reply</source>
   <translation>複製最後一條回覆</translation>
  </message>
  <message>
   <source>Retry last reply</source>
   <translation>重新生成最後一條回覆</translation>
  </message>
  <message>
   <source>Show or hide token probabilities</source>
   <translation>顯示或隱藏 token 概率</translation>
  </message>
  <message>
   <source>Pull model…</source>
   <translation>下載模型…</translation>
  </message>
  <message>
   <source>Go to Chat</source>
   <translation>轉到對話</translation>
  </message>
  <message>
   <source>Go to Compare</source>
   <translation>轉到對比</translation>
  </message>
  <message>
   <source>Go to Evaluate</source>
   <translation>轉到評測</translation>
  </message>
  <message>
   <source>Go to Models</source>
   <translation>轉到模型</translation>
  </message>
  <message>
   <source>Go to Workshop</source>
   <translation>轉到工坊</translation>
  </message>
  <message>
   <source>Go to Speed</source>
   <translation>轉到速度</translation>
  </message>
  <message>
   <source>Show or hide the sidebar</source>
   <translation>顯示或隱藏側邊欄</translation>
  </message>
  <message>
   <source>Larger text</source>
   <translation>放大文字</translation>
  </message>
  <message>
   <source>Smaller text</source>
   <translation>縮小文字</translation>
  </message>
  <message>
   <source>Normal text size</source>
   <translation>恢復預設文字大小</translation>
  </message>
  <message>
   <source>All actions…</source>
   <translation>所有操作…</translation>
  </message>
  <message>
   <source>Settings…</source>
   <translation>設定…</translation>
  </message>
  <message>
   <source>Keyboard shortcuts</source>
   <translation>鍵盤快速鍵</translation>
  </message>
  <message>
   <source>Quit</source>
   <translation>結束</translation>
  </message>
 </context>
 <context>
  <name>AdapterField</name>
  <message>
   <source>Choose an adapter…</source>
   <translation>選擇適配器…</translation>
  </message>
  <message>
   <source>Take the adapter away</source>
   <translation>移除適配器</translation>
  </message>
  <message>
   <source>An adapter</source>
   <translation>適配器</translation>
  </message>
  <message>
   <source>GGUF files (*.gguf)</source>
   <translation>GGUF 檔案 (*.gguf)</translation>
  </message>
 </context>
 <context>
  <name>AdaptersTab</name>
  <message>
   <source>Asking the engine…</source>
   <translation>正在請求引擎…</translation>
  </message>
  <message>
   <source>Reading the file</source>
   <translation>正在讀取檔案</translation>
  </message>
  <message>
   <source>Merging the adapters</source>
   <translation>正在合併適配器</translation>
  </message>
  <message>
   <source>Converting the adapter</source>
   <translation>正在轉換適配器</translation>
  </message>
  <message>
   <source>Calculating the checksum</source>
   <translation>正在計算校驗和</translation>
  </message>
  <message>
   <source>{model} is made.</source>
   <translation>{model} 已生成。</translation>
  </message>
  <message>
   <source>Given up; nothing was made.</source>
   <translation>已取消，沒有生成任何模型。</translation>
  </message>
  <message>
   <source>A LoRA adapter</source>
   <translation>LoRA 適配器</translation>
  </message>
  <message>
   <source>LoRA adapters (*.gguf)</source>
   <translation>LoRA 適配器 (*.gguf)</translation>
  </message>
  <message>
   <source>A folder with adapter_config.json</source>
   <translation>含 adapter_config.json 的資料夾</translation>
  </message>
  <message>
   <source>A model with this adapter</source>
   <translation>帶此適配器的模型</translation>
  </message>
  <message>
   <source>{model} stays as it is. The new model shares its file.</source>
   <translation>{model} 保持不變。新模型與它共用檔案。</translation>
  </message>
  <message>
   <source>Merge into a new model</source>
   <translation>合併為新模型</translation>
  </message>
  <message>
   <source>The weights are changed once and for all in a copy, which takes {size} more on the disk; {model} stays as it is.</source>
   <translation>適配器將永久寫入權重的副本，另佔磁碟空間 {size}；{model} 保持不變。</translation>
  </message>
  <message>
   <source>Adapters of {model}</source>
   <translation>{model} 的適配器</translation>
  </message>
  <message>
   <source>Choose a model first.</source>
   <translation>請先選擇模型。</translation>
  </message>
  <message>
   <source>This model has no adapters yet. Drop a LoRA file here, or choose one.</source>
   <translation>此模型還沒有適配器。請將 LoRA 檔案拖到此處，或選擇檔案。</translation>
  </message>
  <message>
   <source>The model is being read…</source>
   <translation>正在讀取模型…</translation>
  </message>
  <message>
   <source>A LoRA adapter changes how a model answers without changing its file. Several can be used at once, each as much as its slider says.</source>
   <translation>LoRA 適配器可以改變模型的回答方式，而不改動模型檔案。可同時使用多個，強度由各自的滑塊決定。</translation>
  </message>
  <message>
   <source>Ollama is reported to refuse new adapters since version 0.34.1. The built-in engine takes them, several at once and with sliders.</source>
   <translation>據報告，Ollama 自 0.34.1 版起不再接受新的適配器。內置引擎支援適配器，可同時使用多個並用滑塊調節。</translation>
  </message>
  <message>
   <source>Choose the built-in engine…</source>
   <translation>選擇內置引擎…</translation>
  </message>
  <message>
   <source>Add a LoRA file…</source>
   <translation>新增 LoRA 檔案…</translation>
  </message>
  <message>
   <source>Add a PEFT folder…</source>
   <translation>新增 PEFT 資料夾…</translation>
  </message>
  <message>
   <source>Keep these scales</source>
   <translation>儲存這些強度</translation>
  </message>
  <message>
   <source>The model begins with them from now on</source>
   <translation>此後模型預設使用這些強度</translation>
  </message>
  <message>
   <source>Merge into a new model…</source>
   <translation>合併為新模型…</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Try the scales</source>
   <translation>試用強度</translation>
  </message>
  <message>
   <source>Use in a chat</source>
   <translation>用於對話</translation>
  </message>
  <message>
   <source>A/B in Compare</source>
   <translation>在「對比」中 A/B 對照</translation>
  </message>
  <message>
   <source>The scales of now beside those that the model has, or beside none</source>
   <translation>目前強度與模型的預設強度對比；兩者相同時與不使用適配器對比</translation>
  </message>
 </context>
 <context>
  <name>AddPromptDialog</name>
  <message>
   <source>A new sheet</source>
   <translation>新建評測集</translation>
  </message>
  <message>
   <source>My questions</source>
   <translation>我的問題</translation>
  </message>
  <message>
   <source>Add to a sheet</source>
   <translation>新增到評測集</translation>
  </message>
  <message>
   <source>The conversation down to this message becomes a prompt. Its checks are set in the sheet’s editor.</source>
   <translation>到這條訊息為止的對話會成為一道題目。可在評測集編輯器中設定檢查項。</translation>
  </message>
  <message>
   <source>Sheets</source>
   <translation>評測集</translation>
  </message>
  <message>
   <source>Name of the new sheet</source>
   <translation>新評測集的名稱</translation>
  </message>
  <message>
   <source>Add</source>
   <translation>新增</translation>
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
   <translation>問題</translation>
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
   <translation>透過</translation>
  </message>
  <message>
   <source>failed</source>
   <translation>未透過</translation>
  </message>
  <message>
   <source>undecided</source>
   <translation>未定</translation>
  </message>
  <message>
   <source>You say: pass.</source>
   <translation>你的判斷：透過。</translation>
  </message>
  <message>
   <source>You say: fail.</source>
   <translation>你的判斷：未透過。</translation>
  </message>
  <message>
   <source>What do you say?</source>
   <translation>你怎麼判斷？</translation>
  </message>
  <message>
   <source>The whole answer</source>
   <translation>完整回答</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
  <message>
   <source>What to show of the cell</source>
   <translation>顯示此格的哪一部分</translation>
  </message>
  <message>
   <source>Text of the cell</source>
   <translation>此格的文字</translation>
  </message>
  <message>
   <source>Checks with their results</source>
   <translation>檢查項及結果</translation>
  </message>
  <message>
   <source>Pass</source>
   <translation>透過</translation>
  </message>
  <message>
   <source>Fail</source>
   <translation>未透過</translation>
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
   <translation>附上檔案</translation>
  </message>
  <message>
   <source>Picture.png</source>
   <translation>圖片.png</translation>
  </message>
  <message>
   <source>Pasted text.txt</source>
   <translation>貼上的文字.txt</translation>
  </message>
  <message numerus="yes">
   <source>%n file(s) were not attached:</source>
   <translation>
    <numerusform>有 %n 個檔案沒有新增：</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n more could not be attached.</source>
   <translation>
    <numerusform>另有 %n 個未能附上。</numerusform>
   </translation>
  </message>
  <message>
   <source>Reading…</source>
   <translation>正在讀取…</translation>
  </message>
  <message>
   <source>{model} cannot see pictures; choose a model with vision.</source>
   <translation>{model} 看不了圖片；請選擇支援視覺的模型。</translation>
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
   <translation>按 {encoding} 讀取；如果文字顯示不對，請選擇其他編碼</translation>
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
   <translation>所有頭的平均值</translation>
  </message>
  <message>
   <source>Head {n}</source>
   <translation>第 {n} 個頭</translation>
  </message>
  <message>
   <source>Shown when a text is inspected.</source>
   <translation>檢視一段文字後顯示。</translation>
  </message>
  <message>
   <source>The weights of this token are not known yet, or this model has none.</source>
   <translation>該 token 的權重尚未讀取，或該模型沒有注意力權重。</translation>
  </message>
  <message>
   <source>How much the chosen token takes from itself and each earlier token.</source>
   <translation>所選 token 對自身及每個前面 token 的關注程度。</translation>
  </message>
  <message>
   <source>The rest, {share}, goes to no token.</source>
   <translation>其餘 {share} 不對應任何 token。</translation>
  </message>
  <message>
   <source>Attention</source>
   <translation>注意力</translation>
  </message>
  <message>
   <source>Model of the attention</source>
   <translation>注意力所屬模型</translation>
  </message>
  <message>
   <source>Layer</source>
   <translation>層</translation>
  </message>
  <message>
   <source>Head</source>
   <translation>頭</translation>
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
   <translation>各 token 的權重，從大到小</translation>
  </message>
 </context>
 <context>
  <name>BenchView</name>
  <message>
   <source>What was varied</source>
   <translation>變化的設定</translation>
  </message>
  <message>
   <source>Export results…</source>
   <translation>匯出結果…</translation>
  </message>
  <message>
   <source>No results yet. Choose this test under “Speed test…”.</source>
   <translation>還沒有結果。請在「測速…」中選擇此項測試。</translation>
  </message>
  <message>
   <source>Reading</source>
   <translation>讀取</translation>
  </message>
  <message>
   <source>pp: tok/s of the prompt</source>
   <translation>pp：輸入速度（tok/s）</translation>
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
   <translation>選單</translation>
  </message>
 </context>
 <context>
  <name>CardForm</name>
  <message>
   <source>With a llama-server program that was built for your graphics card (Vulkan or CUDA), the built-in engine uses the card. Packages of your system and the makers of llama.cpp have such programs. Teahouse checks the program first. What it cannot run, the processor runs.</source>
   <translation>如果有為你的顯示卡編譯的 llama-server 程式（Vulkan 或 CUDA），內置引擎就能使用顯示卡。系統軟件包和 llama.cpp 的作者都提供這樣的程式。Teahouse 會先檢查該程式；它無法執行的模型由處理器執行。</translation>
  </message>
  <message>
   <source>Use the graphics card…</source>
   <translation>使用顯示卡…</translation>
  </message>
  <message>
   <source>Use the processor</source>
   <translation>改用處理器</translation>
  </message>
  <message>
   <source>Cancel the check</source>
   <translation>取消檢查</translation>
  </message>
  <message>
   <source>Programs of llama.cpp</source>
   <translation>llama.cpp 的程式</translation>
  </message>
  <message>
   <source>llama-server ({pattern})</source>
   <translation>llama-server ({pattern})</translation>
  </message>
  <message>
   <source>Choose the llama-server program</source>
   <translation>選擇 llama-server 程式</translation>
  </message>
  <message>
   <source>Choose another program…</source>
   <translation>選擇其他程式…</translation>
  </message>
  <message>
   <source>Checking the program. The first time can take minutes…</source>
   <translation>正在檢查程式，第一次可能需要幾分鐘…</translation>
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
   <translation>對話</translation>
  </message>
  <message>
   <source>Pull</source>
   <translation>下載</translation>
  </message>
  <message>
   <source>Why?</source>
   <translation>為什麼？</translation>
  </message>
 </context>
 <context>
  <name>CardView</name>
  <message>
   <source>Catalogue of models</source>
   <translation>模型目錄</translation>
  </message>
  <message>
   <source>Arrow keys move, Enter pulls, Space opens the sizes, I tells more</source>
   <translation>方向鍵移動，Enter 鍵下載，空格選擇規格，I 檢視詳情</translation>
  </message>
 </context>
 <context>
  <name>CatalogueFacts</name>
  <message numerus="yes">
   <source>%n size(s)</source>
   <translation>
    <numerusform>%n 個規格</numerusform>
   </translation>
  </message>
  <message>
   <source>{count}, facts of {date}</source>
   <translation>{count}，資料截至 {date}</translation>
  </message>
  <message numerus="yes">
   <source>{facts}: %n day(s) old, so some may have changed</source>
   <translation>
    <numerusform>{facts}：已過 %n 天，部分內容可能有變</numerusform>
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
   <translation>廠商</translation>
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
   <translation>本機可執行</translation>
  </message>
 </context>
 <context>
  <name>CatalogueFooter</name>
  <message>
   <source>Search the hubs…</source>
   <translation>搜尋模型社群…</translation>
  </message>
  <message>
   <source>Search Hugging Face or ModelScope; nothing is sent before you press Search there</source>
   <translation>搜尋 Hugging Face 或 ModelScope；在那裏點擊「搜尋」之前不會傳送任何內容</translation>
  </message>
  <message>
   <source>Another list…</source>
   <translation>更換目錄…</translation>
  </message>
  <message>
   <source>Load a newer catalogue from a file or an address</source>
   <translation>從檔案或網址載入更新的目錄</translation>
  </message>
  <message>
   <source>Testing memory…</source>
   <translation>正在測試記憶體…</translation>
  </message>
  <message>
   <source>Test again</source>
   <translation>重新測試</translation>
  </message>
  <message>
   <source>Test this computer’s speed</source>
   <translation>測試本機速度</translation>
  </message>
  <message>
   <source>Takes about two seconds; then every card says how fast the model will write here</source>
   <translation>約需兩秒；之後每張卡片都會給出在本機的預計速度</translation>
  </message>
  <message>
   <source>Memory was read at {size} a second: what the speeds on the cards rest on. {tip}</source>
   <translation>記憶體讀取速度為每秒 {size}，卡片上的速度以此為據。{tip}</translation>
  </message>
  <message>
   <source>Test again when the computer was busy.</source>
   <translation>如果測試時電腦正忙，請再測一次。</translation>
  </message>
 </context>
 <context>
  <name>CatalogueMenu</name>
  <message>
   <source>Reading the catalogue…</source>
   <translation>正在讀取目錄…</translation>
  </message>
 </context>
 <context>
  <name>CataloguePage</name>
  <message>
   <source>The host is another computer: what fits is not known.</source>
   <translation>服務在另一台電腦上，無法判斷能否執行。</translation>
  </message>
  <message>
   <source>Filters · {n}</source>
   <translation>篩選條件 · {n}</translation>
  </message>
  <message>
   <source>Filters</source>
   <translation>篩選條件</translation>
  </message>
  <message>
   <source>Recommended</source>
   <translation>推薦</translation>
  </message>
  <message>
   <source>Recommended for this computer</source>
   <translation>適合這台電腦的推薦</translation>
  </message>
  <message>
   <source>Reading the catalogue…</source>
   <translation>正在讀取目錄…</translation>
  </message>
  <message>
   <source>Show everything</source>
   <translation>顯示全部</translation>
  </message>
  <message>
   <source>Nothing like that</source>
   <translation>沒有符合的模型</translation>
  </message>
  <message>
   <source>No model passes all these filters.</source>
   <translation>沒有模型同時符合這些條件。</translation>
  </message>
  <message>
   <source>Not in the catalogue</source>
   <translation>目錄裏沒有</translation>
  </message>
  <message>
   <source>Pull “{text}”</source>
   <translation>下載「{text}」</translation>
  </message>
  <message>
   <source>Nothing in the catalogue is called “{text}”.</source>
   <translation>目錄中沒有名為「{text}」的模型。</translation>
  </message>
  <message>
   <source>Nothing called “{text}” passes all these filters.</source>
   <translation>沒有名為「{text}」的模型符合全部篩選條件。</translation>
  </message>
  <message>
   <source>It may be in a registry all the same.</source>
   <translation>但它仍可能在某個儲存庫中。</translation>
  </message>
  <message>
   <source>Search the hubs…</source>
   <translation>搜尋模型社群…</translation>
  </message>
 </context>
 <context>
  <name>Chart</name>
  <message numerus="yes">
   <source>and %n more</source>
   <translation>
    <numerusform>另有 %n 項</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>ChartsPage</name>
  <message>
   <source>No runs yet. Every reply and every speed test is measured and kept here.</source>
   <translation>暫無記錄。每次回覆和測速的數據都會儲存在這裏。</translation>
  </message>
  <message>
   <source>No run fits these filters.</source>
   <translation>沒有符合這些篩選條件的記錄。</translation>
  </message>
  <message>
   <source>Speed by model</source>
   <translation>各模型的速度</translation>
  </message>
  <message>
   <source>Median of the last runs; the line spans the middle half</source>
   <translation>最近幾條記錄的中位數；橫線為四分位區間（25%–75%）</translation>
  </message>
  <message>
   <source>Memory by model</source>
   <translation>各模型的記憶體</translation>
  </message>
  <message>
   <source>Full: on the GPU. Hatched: in RAM</source>
   <translation>實心：顯示記憶體。斜線：記憶體</translation>
  </message>
  <message>
   <source>Speed over time</source>
   <translation>速度隨時間的變化</translation>
  </message>
  <message>
   <source>tok/s of every run; a dashed line where a model changed its speed, a ring where it became slower</source>
   <translation>每條記錄的 tok/s；虛線處模型的速度有變化，圓圈處變慢</translation>
  </message>
  <message>
   <source>Speed against context filled</source>
   <translation>速度與已用上下文</translation>
  </message>
  <message>
   <source>tok/s by tokens of prompt and reply together</source>
   <translation>tok/s，按提示與回覆的 token 總數</translation>
  </message>
  <message>
   <source>No run here tells how full its context was.</source>
   <translation>這些記錄沒有上下文用量。</translation>
  </message>
  <message>
   <source>Usage by lab</source>
   <translation>各廠商模型的使用量</translation>
  </message>
  <message>
   <source>Tokens that the models of each lab read and wrote, by week</source>
   <translation>各廠商模型每週讀取和生成的 token 數</translation>
  </message>
 </context>
 <context>
  <name>ChatHeader</name>
  <message>
   <source>Parameters</source>
   <translation>參數</translation>
  </message>
  <message numerus="yes">
   <source>%n parameter(s) changed</source>
   <translation>
    <numerusform>已更改 %n 個參數</numerusform>
   </translation>
  </message>
  <message>
   <source>About this model</source>
   <translation>關於此模型</translation>
  </message>
  <message>
   <source>Token probabilities</source>
   <translation>token 概率</translation>
  </message>
  <message>
   <source>Rename…</source>
   <translation>重新命名…</translation>
  </message>
  <message>
   <source>Copy as Markdown</source>
   <translation>複製為 Markdown</translation>
  </message>
  <message>
   <source>Save as…</source>
   <translation>另存為…</translation>
  </message>
  <message>
   <source>Delete conversation</source>
   <translation>刪除對話</translation>
  </message>
  <message>
   <source>More about this conversation</source>
   <translation>此對話的更多操作</translation>
  </message>
 </context>
 <context>
  <name>ChatMenu</name>
  <message>
   <source>Rename conversation</source>
   <translation>重新命名對話</translation>
  </message>
  <message>
   <source>Title</source>
   <translation>標題</translation>
  </message>
  <message>
   <source>Save conversation</source>
   <translation>儲存對話</translation>
  </message>
  <message>
   <source>Markdown, as on screen (*.md)</source>
   <translation>Markdown，與螢幕一致 (*.md)</translation>
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
   <translation>換用其他模型重新提問…</translation>
  </message>
  <message>
   <source>The model is {model} now</source>
   <translation>現在使用模型 {model}</translation>
  </message>
 </context>
 <context>
  <name>CheckForm</name>
  <message>
   <source>characters</source>
   <translation>字元</translation>
  </message>
  <message>
   <source>words</source>
   <translation>詞</translation>
  </message>
  <message>
   <source>What to look at</source>
   <translation>評判標準</translation>
  </message>
  <message>
   <source>Text</source>
   <translation>文字</translation>
  </message>
  <message>
   <source>One a line</source>
   <translation>每行一個</translation>
  </message>
  <message>
   <source>Pattern</source>
   <translation>表達式</translation>
  </message>
  <message>
   <source>Value</source>
   <translation>值</translation>
  </message>
  <message>
   <source>Number</source>
   <translation>數字</translation>
  </message>
  <message>
   <source>Within</source>
   <translation>誤差</translation>
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
   <translation>秒數</translation>
  </message>
  <message>
   <source>At most</source>
   <translation>至多</translation>
  </message>
  <message>
   <source>Unit</source>
   <translation>單位</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>語言</translation>
  </message>
  <message>
   <source>A good answer</source>
   <translation>參考回答</translation>
  </message>
  <message>
   <source>Schema</source>
   <translation>Schema</translation>
  </message>
  <message>
   <source>Kind of the check</source>
   <translation>檢查項類型</translation>
  </message>
  <message>
   <source>Delete this check</source>
   <translation>刪除此檢查項</translation>
  </message>
  <message>
   <source>Must not</source>
   <translation>必須不滿足</translation>
  </message>
  <message>
   <source>Ignore upper and lower case</source>
   <translation>忽略大小寫</translation>
  </message>
  <message>
   <source>JSON may stand within a text</source>
   <translation>允許 JSON 前後有其他文字</translation>
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
   <translation>顯示側邊欄</translation>
  </message>
  <message>
   <source>New chat</source>
   <translation>新對話</translation>
  </message>
  <message>
   <source>Menu</source>
   <translation>選單</translation>
  </message>
 </context>
 <context>
  <name>Compare</name>
  <message>
   <source>warm</source>
   <translation>已載入</translation>
  </message>
  <message>
   <source>Speed</source>
   <translation>速度</translation>
  </message>
  <message>
   <source>Tokens written per second</source>
   <translation>每秒輸出的 token 數</translation>
  </message>
  <message>
   <source>{value} tokens drafted and accepted</source>
   <translation>預測並採用了 {value} token</translation>
  </message>
  <message>
   <source>{value} threads</source>
   <translation>{value} 個執行緒</translation>
  </message>
  <message>
   <source>Prompt</source>
   <translation>輸入速度</translation>
  </message>
  <message>
   <source>Tokens of the prompt read per second, without those from a cache</source>
   <translation>每秒讀入的輸入 token 數，不含來自快取的</translation>
  </message>
  <message>
   <source>{value} tokens of the prompt from a cache</source>
   <translation>提示中 {value} token 來自快取</translation>
  </message>
  <message>
   <source>First word</source>
   <translation>首字延遲</translation>
  </message>
  <message>
   <source>From sending the prompt to the first word that came back</source>
   <translation>從傳送問題到返回第一個字的時間</translation>
  </message>
  <message>
   <source>Total</source>
   <translation>總時間</translation>
  </message>
  <message>
   <source>From sending the prompt to the end of the answer</source>
   <translation>從傳送問題到回答結束的時間</translation>
  </message>
  <message>
   <source>{value} for 1,000 tokens</source>
   <translation>每 1,000 token 耗能 {value}</translation>
  </message>
  <message>
   <source>Load</source>
   <translation>載入</translation>
  </message>
  <message>
   <source>Loading the model into memory; “warm” where it was there already</source>
   <translation>把模型載入到記憶體的時間；本來就在記憶體中的寫「已載入」</translation>
  </message>
  <message>
   <source>Tokens</source>
   <translation>Token 數</translation>
  </message>
  <message>
   <source>Tokens written, those of thinking included</source>
   <translation>輸出的 token 數，包括思考部分</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>合計佔用</translation>
  </message>
  <message>
   <source>Memory of the model in all, as the host says</source>
   <translation>模型佔用的記憶體與顯示記憶體合計，由服務報告</translation>
  </message>
  <message>
   <source>GPU</source>
   <translation>顯示記憶體</translation>
  </message>
  <message>
   <source>Memory of the model on GPUs</source>
   <translation>模型佔用的顯示記憶體</translation>
  </message>
  <message>
   <source>RAM</source>
   <translation>記憶體</translation>
  </message>
  <message>
   <source>Memory of the model in this computer’s own memory</source>
   <translation>模型佔用的本機記憶體（不含顯示記憶體）</translation>
  </message>
  <message>
   <source>As the system counts</source>
   <translation>系統統計</translation>
  </message>
  <message>
   <source>Context</source>
   <translation>上下文</translation>
  </message>
  <message>
   <source>Tokens that the context holds as it was loaded</source>
   <translation>載入後上下文能容納的 token 數</translation>
  </message>
  <message>
   <source>Context used</source>
   <translation>已用上下文</translation>
  </message>
  <message>
   <source>Lane</source>
   <translation>模型編號</translation>
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
   <translation>沒有回答</translation>
  </message>
  <message numerus="yes">
   <source>Ask %n time(s)</source>
   <translation>
    <numerusform>重複 %n 次</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n run(s) left out, whose prompt came from the host’s cache</source>
   <translation>
    <numerusform>未計入 %n 條記錄：其輸入來自服務的快取</numerusform>
   </translation>
  </message>
  <message>
   <source>Gives the median and how far runs are apart</source>
   <translation>給出中位數以及各次相差多少</translation>
  </message>
  <message>
   <source>Load each model first</source>
   <translation>先載入每個模型</translation>
  </message>
  <message>
   <source>Loading is measured by itself then, and every answer is a warm one</source>
   <translation>載入單獨計時，不計入回答用時</translation>
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
   <translation>全部內容（JSON）…</translation>
  </message>
  <message>
   <source>Picture (PNG)…</source>
   <translation>圖片（PNG）…</translation>
  </message>
  <message>
   <source>Add a model</source>
   <translation>新增模型</translation>
  </message>
  <message>
   <source>Blind</source>
   <translation>盲測</translation>
  </message>
  <message>
   <source>Export</source>
   <translation>匯出</translation>
  </message>
  <message>
   <source>New comparison</source>
   <translation>新建對比</translation>
  </message>
  <message>
   <source>Earlier comparisons…</source>
   <translation>對比記錄…</translation>
  </message>
  <message>
   <source>Prompt sets…</source>
   <translation>題集…</translation>
  </message>
  <message>
   <source>Ratings…</source>
   <translation>評分…</translation>
  </message>
  <message>
   <source>All answers are bad</source>
   <translation>全部不好</translation>
  </message>
  <message>
   <source>Tags of the vote…</source>
   <translation>投票標籤…</translation>
  </message>
  <message>
   <source>Parameters for all lanes…</source>
   <translation>所有模型的參數…</translation>
  </message>
  <message>
   <source>Scroll all answers together</source>
   <translation>所有回答一起滾動</translation>
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
   <translation>同時</translation>
  </message>
  <message>
   <source>As many as fit</source>
   <translation>按記憶體平行</translation>
  </message>
  <message>
   <source>Each model has the computer to itself: the fair way to measure.</source>
   <translation>每個模型獨佔電腦：這樣測量最公平。</translation>
  </message>
  <message>
   <source>All answer together and share the computer: each is slower than by itself.</source>
   <translation>所有模型同時回答、共用電腦：每個都比單獨執行時慢。</translation>
  </message>
  <message>
   <source>As many together as memory holds; Teahouse decides and says why.</source>
   <translation>記憶體能放下幾個就同時執行幾個；由 Teahouse 決定並説明原因。</translation>
  </message>
  <message numerus="yes">
   <source>one prompt, %n model(s), side by side</source>
   <translation>
    <numerusform>一個問題，%n 個模型，並排對比</numerusform>
   </translation>
  </message>
  <message>
   <source>Models that are in the way leave memory first.</source>
   <translation>會先卸載佔用記憶體的模型。</translation>
  </message>
  <message>
   <source>To make room, {models} will leave memory.</source>
   <translation>將卸載 {models} 以騰出記憶體。</translation>
  </message>
  <message>
   <source>All at once, as you chose.</source>
   <translation>按你的選擇，全部同時執行。</translation>
  </message>
  <message>
   <source>One after another, as you chose.</source>
   <translation>按你的選擇，依次執行。</translation>
  </message>
  <message>
   <source>One after another: there is no GPU, and models at once would share the processor’s cores.</source>
   <translation>依次執行：沒有 GPU，同時執行的模型會爭用處理器核心。</translation>
  </message>
  <message>
   <source>One after another: together they need {needed}, and there is room for {room}.</source>
   <translation>依次執行：它們一共需要 {needed}，而可用空間為 {room}。</translation>
  </message>
  <message numerus="yes">
   <source>Up to %n at once: all need {needed}, and there is room for {room}.</source>
   <translation>
    <numerusform>最多同時執行 %n 個：全部需要 {needed}，而可用空間為 {room}。</numerusform>
   </translation>
  </message>
  <message>
   <source>Automatic</source>
   <translation>自動</translation>
  </message>
  <message>
   <source>The fair way: one after another, unless GPUs hold all models at once.</source>
   <translation>公平的方式：依次執行，除非 GPU 能同時容納所有模型。</translation>
  </message>
  <message>
   <source>Reference answer: {text}</source>
   <translation>參考答案：{text}</translation>
  </message>
  <message>
   <source>All at once, as you chose, though together they need {needed} and there is room for {room}.</source>
   <translation>按你的選擇同時執行，但它們一共需要 {needed}，而可用空間為 {room}。</translation>
  </message>
  <message>
   <source>All at once: together they need {needed}, and there is room for {room}.</source>
   <translation>全部同時執行：它們一共需要 {needed}，可用空間為 {room}。</translation>
  </message>
  <message>
   <source>One host after another, so that no two models are measured at once.</source>
   <translation>服務依次執行，不會同時測量兩個模型。</translation>
  </message>
  <message>
   <source>All hosts together, each with as many models as its memory holds.</source>
   <translation>所有服務同時執行，每個服務按其記憶體執行儘可能多的模型。</translation>
  </message>
  <message>
   <source>One after another: how much memory that computer has is not known.</source>
   <translation>依次執行：不知道那台電腦有多少記憶體。</translation>
  </message>
  <message>
   <source>Sizes are estimated from the files.</source>
   <translation>大小是根據檔案估計的。</translation>
  </message>
  <message>
   <source>it answered nothing</source>
   <translation>沒有回答任何內容</translation>
  </message>
  <message>
   <source>thought for {time}</source>
   <translation>思考了 {time}</translation>
  </message>
  <message>
   <source>loaded in {time}</source>
   <translation>載入用時 {time}</translation>
  </message>
  <message>
   <source>{value} as the system counts</source>
   <translation>系統統計為 {value}</translation>
  </message>
  <message>
   <source>{value} at its largest</source>
   <translation>峰值 {value}</translation>
  </message>
  <message>
   <source>{value} on GPUs, as their driver counts</source>
   <translation>GPU 驅動統計為 {value}</translation>
  </message>
  <message>
   <source>{value} until the answer began</source>
   <translation>{value} 後開始回答</translation>
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
   <translation>整台電腦耗能 {value}</translation>
  </message>
  <message>
   <source>{value} tokens of thinking</source>
   <translation>思考 {value} token</translation>
  </message>
  <message>
   <source>{value} of thinking</source>
   <translation>思考用時 {value}</translation>
  </message>
  <message>
   <source>{value} tokens of it used</source>
   <translation>已用 {value} token</translation>
  </message>
  <message>
   <source>other programs used {percent} of the processor</source>
   <translation>其他程式佔用了 {percent} 的處理器</translation>
  </message>
  <message>
   <source>The prompt came from the host’s cache: this cannot be compared.</source>
   <translation>輸入來自服務的快取，無法對比。</translation>
  </message>
  <message>
   <source>Measured while {reason}</source>
   <translation>測量期間{reason}</translation>
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
   <translation>排隊中</translation>
  </message>
  <message>
   <source>Loading…</source>
   <translation>正在載入…</translation>
  </message>
  <message>
   <source>Making room…</source>
   <translation>正在騰出空間…</translation>
  </message>
  <message>
   <source>{models} will be unloaded to make room</source>
   <translation>將卸載 {models} 以騰出記憶體</translation>
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
   <translation>達到長度上限</translation>
  </message>
  <message>
   <source>Failed</source>
   <translation>失敗</translation>
  </message>
  <message>
   <source>Cut off when Teahouse closed</source>
   <translation>Teahouse 關閉時中斷</translation>
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
   <translation>匯出投票</translation>
  </message>
  <message>
   <source>votes</source>
   <translation>投票</translation>
  </message>
  <message>
   <source>Comparison</source>
   <translation>對比</translation>
  </message>
  <message>
   <source>Export the comparison</source>
   <translation>匯出對比</translation>
  </message>
  <message>
   <source>Compare</source>
   <translation>對比</translation>
  </message>
  <message>
   <source>Written to {path}</source>
   <translation>已寫入 {path}</translation>
  </message>
  <message>
   <source>This comparison is not kept any more.</source>
   <translation>這次對比已不再儲存。</translation>
  </message>
  <message>
   <source>thinking on</source>
   <translation>開啓思考</translation>
  </message>
  <message>
   <source>thinking off</source>
   <translation>關閉思考</translation>
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
   <translation>由模型自己決定</translation>
  </message>
  <message>
   <source>{name} is a number from {low} to {high}.</source>
   <translation>{name}須為 {low} 到 {high} 之間的數。</translation>
  </message>
  <message>
   <source>A riddle</source>
   <translation>謎題</translation>
  </message>
  <message>
   <source>A farmer has 17 sheep; all but 9 run away. How many are left? Explain briefly.</source>
   <translation>農夫有 17 只羊，除了 9 只以外都跑了。還剩幾隻？請簡要説明。</translation>
  </message>
  <message>
   <source>Write some code</source>
   <translation>編寫程式碼</translation>
  </message>
  <message>
   <source>Write a Python function that tells whether a year is a leap year, with three tests.</source>
   <translation>寫一個判斷閏年的 Python 函式，並附上三個測試。</translation>
  </message>
  <message>
   <source>Translate</source>
   <translation>翻譯</translation>
  </message>
  <message>
   <source>Translate into Chinese, then back into English: Still waters run deep.</source>
   <translation>把下面這句話譯成英文，再譯回中文：靜水流深。</translation>
  </message>
  <message>
   <source>Explain something</source>
   <translation>講解知識</translation>
  </message>
  <message>
   <source>Explain in three sentences why the sky is blue and the sunset red.</source>
   <translation>用三句話解釋為什麼天空是藍色的、夕陽是紅色的。</translation>
  </message>
  <message>
   <source>Sum up</source>
   <translation>概括</translation>
  </message>
  <message>
   <source>Sum up the plot of Journey to the West in five bullet points.</source>
   <translation>用五個要點概括《西遊記》的情節。</translation>
  </message>
  <message>
   <source>Follow a format</source>
   <translation>按格式回答</translation>
  </message>
  <message>
   <source>List four rivers as a JSON array with the keys name, country and length_km.</source>
   <translation>以 JSON 數組列出四條河流，鍵為 name、country 和 length_km。</translation>
  </message>
  <message>
   <source>Coding</source>
   <translation>編程</translation>
  </message>
  <message>
   <source>Reasoning</source>
   <translation>推理</translation>
  </message>
  <message>
   <source>Translation</source>
   <translation>翻譯</translation>
  </message>
  <message>
   <source>Summarising</source>
   <translation>總結</translation>
  </message>
  <message>
   <source>Extraction</source>
   <translation>資訊提取</translation>
  </message>
  <message>
   <source>My own sets</source>
   <translation>我的題集</translation>
  </message>
 </context>
 <context>
  <name>CompareHeader</name>
  <message>
   <source>Compare</source>
   <translation>對比</translation>
  </message>
  <message>
   <source>How to run: {mode}</source>
   <translation>執行方式：{mode}</translation>
  </message>
  <message>
   <source>Blind</source>
   <translation>盲測</translation>
  </message>
  <message>
   <source>Hide the models’ names until you have voted</source>
   <translation>投票之前隱藏模型名稱</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Add a model</source>
   <translation>新增模型</translation>
  </message>
  <message>
   <source>Six models at most</source>
   <translation>最多 6 個模型</translation>
  </message>
  <message>
   <source>Export</source>
   <translation>匯出</translation>
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
   <translation>換用其他模型</translation>
  </message>
  <message>
   <source>Add a model</source>
   <translation>新增模型</translation>
  </message>
  <message>
   <source>Host in use</source>
   <translation>目前服務</translation>
  </message>
  <message>
   <source>Asking {host} for its models…</source>
   <translation>正在向 {host} 查詢模型…</translation>
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
   <translation>來自題集</translation>
  </message>
  <message>
   <source>Remove for good</source>
   <translation>徹底移除</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>移除</translation>
  </message>
  <message>
   <source>Its answers will be gone; runs and votes still count.</source>
   <translation>其中的回答將消失；記錄和投票仍然有效。</translation>
  </message>
  <message>
   <source>Earlier comparisons</source>
   <translation>對比記錄</translation>
  </message>
  <message>
   <source>Filter by question or model…</source>
   <translation>按問題或模型篩選…</translation>
  </message>
  <message>
   <source>Filter comparisons</source>
   <translation>篩選對比</translation>
  </message>
  <message>
   <source>No comparison is kept yet.</source>
   <translation>還沒有儲存過對比。</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>開啟</translation>
  </message>
 </context>
 <context>
  <name>Composer</name>
  <message>
   <source>Message {model}…</source>
   <translation>給 {model} 發訊息…</translation>
  </message>
  <message>
   <source>Write a message…</source>
   <translation>輸入訊息…</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>停止</translation>
  </message>
  <message>
   <source>Stop the reply; what has arrived is kept (Esc)</source>
   <translation>停止回覆，已生成的內容會保留（Esc）</translation>
  </message>
  <message>
   <source>/ Prompts</source>
   <translation>/ 提示詞</translation>
  </message>
  <message>
   <source>Saved prompts; type / at the beginning of a message</source>
   <translation>儲存的提示詞；在訊息開頭輸入 /</translation>
  </message>
  <message>
   <source>Send</source>
   <translation>傳送</translation>
  </message>
  <message>
   <source>Ctrl+Enter always sends</source>
   <translation>按 Ctrl+Enter 總能傳送</translation>
  </message>
  <message>
   <source>Attach pictures, text files or PDFs</source>
   <translation>附上圖片、文字檔案或 PDF</translation>
  </message>
  <message>
   <source>Queue</source>
   <translation>排隊</translation>
  </message>
  <message>
   <source>Send it as soon as the reply is over</source>
   <translation>等目前回覆結束後立即傳送</translation>
  </message>
  <message>
   <source>Editing an earlier message: sending it makes a new branch</source>
   <translation>正在編輯之前的訊息，傳送後會新建一個分支</translation>
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
   <translation>擴大到 {size}（{more}，超過空閒記憶體）</translation>
  </message>
  <message>
   <source>Enlarge to {size} ({more})</source>
   <translation>擴大到 {size}（{more}）</translation>
  </message>
  <message>
   <source>Leave out the oldest</source>
   <translation>省略最早的訊息</translation>
  </message>
  <message>
   <source>Sum up the oldest</source>
   <translation>總結最早的訊息</translation>
  </message>
  <message>
   <source>Enlarge to {size}</source>
   <translation>擴大到 {size}</translation>
  </message>
  <message>
   <source>Shorten the message</source>
   <translation>縮短訊息</translation>
  </message>
  <message>
   <source>Split the file</source>
   <translation>拆分檔案</translation>
  </message>
  <message>
   <source>Send everything again</source>
   <translation>重新傳送全部訊息</translation>
  </message>
  <message>
   <source>Read or correct the summary…</source>
   <translation>檢視或修改總結…</translation>
  </message>
  <message>
   <source>This message alone needs {needed} tokens; the context has {length}.</source>
   <translation>僅這一條訊息就需要 {needed} token，而上下文只有 {length}。</translation>
  </message>
  <message>
   <source>The oldest messages are being summed up…</source>
   <translation>正在總結最早的訊息…</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>停止</translation>
  </message>
  <message>
   <source>{needed} tokens do not fit the context of {length}. How do you want to go on?</source>
   <translation>{needed} 個 token 超出上下文長度 {length}，如何處理？</translation>
  </message>
  <message>
   <source>The reply outgrew the context of {length} tokens: its end was written without the beginning of the conversation.</source>
   <translation>回覆超出了 {length} token 的上下文：其末尾生成時，對話的開頭已不在上下文中。</translation>
  </message>
  <message numerus="yes">
   <source>%n message(s) are summed up and not sent any more.</source>
   <translation>
    <numerusform>%n 條訊息已總結，不再傳送。</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n message(s) are not sent any more; they stay here, struck through.</source>
   <translation>
    <numerusform>%n 條訊息不再傳送；它們以刪除線保留在這裏。</numerusform>
   </translation>
  </message>
  <message>
   <source>The reply ended because the context of {length} tokens is full.</source>
   <translation>回覆已結束，因為 {length} token 的上下文已佔滿。</translation>
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
   <translation>{meter} · 過長</translation>
  </message>
  <message>
   <source>{meter} · full</source>
   <translation>{meter} · 已滿</translation>
  </message>
  <message>
   <source>{meter} · nearly full</source>
   <translation>{meter} · 即將佔滿</translation>
  </message>
  <message>
   <source>This will probably not fit. Nothing is cut in silence: you will be asked.</source>
   <translation>可能超出上下文。不會自動截斷，屆時先詢問你。</translation>
  </message>
  <message>
   <source>As the host counted it, and an estimate of what it has not read yet</source>
   <translation>由服務統計，外加對其尚未讀取部分的估計</translation>
  </message>
  <message>
   <source>As the host counted it with the last reply</source>
   <translation>由服務在上一次回覆時統計</translation>
  </message>
 </context>
 <context>
  <name>ConversationDelegate</name>
  <message>
   <source>New title for “{title}”</source>
   <translation>「{title}」的新標題</translation>
  </message>
 </context>
 <context>
  <name>ConversationsList</name>
  <message>
   <source>Conversations</source>
   <translation>對話列表</translation>
  </message>
  <message>
   <source>Rename, pin or delete</source>
   <translation>重新命名、釘選或刪除</translation>
  </message>
  <message>
   <source>Rename</source>
   <translation>重新命名</translation>
  </message>
  <message>
   <source>Unpin</source>
   <translation>取消釘選</translation>
  </message>
  <message>
   <source>Pin</source>
   <translation>釘選</translation>
  </message>
  <message>
   <source>Copy title</source>
   <translation>複製標題</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>刪除</translation>
  </message>
 </context>
 <context>
  <name>ConversationsModel</name>
  <message>
   <source>{title}, being answered</source>
   <translation>{title}，正在回覆</translation>
  </message>
  <message>
   <source>New chat</source>
   <translation>新對話</translation>
  </message>
  <message>
   <source>Pinned</source>
   <translation>已釘選</translation>
  </message>
  <message>
   <source>Later than today</source>
   <translation>今天以後</translation>
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
   <translation>過去 7 天</translation>
  </message>
 </context>
 <context>
  <name>Dialogs</name>
  <message>
   <source>Catalogue</source>
   <translation>目錄</translation>
  </message>
 </context>
 <context>
  <name>DownButton</name>
  <message>
   <source>New text</source>
   <translation>有新內容</translation>
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
   <translation>開始</translation>
  </message>
  <message>
   <source>Until</source>
   <translation>結束</translation>
  </message>
  <message>
   <source>Download only at certain hours</source>
   <translation>僅在指定時段下載</translation>
  </message>
  <message>
   <source>The limit is for all downloads of the built-in engine together; Ollama downloads as fast as it can. Outside the hours downloads wait, and one can still be started by hand.</source>
   <translation>限速對內置引擎的所有下載合計生效；Ollama 會以最快速度下載。時段之外的下載會等待，但仍可手動開始。</translation>
  </message>
 </context>
 <context>
  <name>DownloadsPage</name>
  <message>
   <source>On their way</source>
   <translation>進行中</translation>
  </message>
  <message>
   <source>At the same time</source>
   <translation>同時下載</translation>
  </message>
  <message>
   <source>How many are pulled at the same time</source>
   <translation>同時下載幾個模型</translation>
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
   <translation>全部繼續</translation>
  </message>
  <message>
   <source>Just arrived</source>
   <translation>剛剛完成</translation>
  </message>
  <message>
   <source>Nothing is being pulled</source>
   <translation>沒有正在下載的模型</translation>
  </message>
  <message>
   <source>What you pull is here with its progress, and can go on after a restart of the app or of Ollama.</source>
   <translation>下載的模型會在這裏顯示進度，重新啟動應用或 Ollama 後可以接着下載。</translation>
  </message>
  <message>
   <source>Look at the catalogue</source>
   <translation>檢視目錄</translation>
  </message>
 </context>
 <context>
  <name>EngineForm</name>
  <message numerus="yes">
   <source>%n thread(s) up to {size}</source>
   <translation>
    <numerusform>不超過 {size} 的模型用 %n 個執行緒</numerusform>
   </translation>
  </message>
  <message>
   <source>Measured: {threads}</source>
   <translation>已測量：{threads}</translation>
  </message>
  <message>
   <source>Let other programs on this computer use the built-in engine</source>
   <translation>允許這台電腦上的其他程式使用內置引擎</translation>
  </message>
  <message>
   <source>They reach it at {address}, and so does every user of this computer, without a password. That choice takes effect when Teahouse starts the engine the next time.</source>
   <translation>它們透過 {address} 存取，這台電腦上的所有用戶也都可以，不需要密碼。Teahouse 下次啟動引擎時，此選項生效。</translation>
  </message>
  <message>
   <source>Measure threads again</source>
   <translation>重新測量執行緒數</translation>
  </message>
 </context>
 <context>
  <name>Evaluate</name>
  <message>
   <source>The sheet of this run was deleted.</source>
   <translation>這次評測所用的評測集已刪除。</translation>
  </message>
  <message>
   <source>Nothing got worse since the earlier run.</source>
   <translation>與之前的評測相比，沒有變差的回答。</translation>
  </message>
  <message>
   <source>New sheet</source>
   <translation>新建評測集</translation>
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
   <translation>評測集 ({endings})</translation>
  </message>
  <message>
   <source>Import a sheet</source>
   <translation>匯入評測集</translation>
  </message>
  <message>
   <source>Export the sheet</source>
   <translation>匯出評測集</translation>
  </message>
  <message>
   <source>Save the report</source>
   <translation>儲存報告</translation>
  </message>
  <message>
   <source>Save the picture</source>
   <translation>儲存圖片</translation>
  </message>
  <message>
   <source>Written to {path}</source>
   <translation>已寫入 {path}</translation>
  </message>
  <message>
   <source>Delete this sheet?</source>
   <translation>刪除這個評測集？</translation>
  </message>
  <message>
   <source>“{name}” and its prompts are deleted. Its runs are kept.</source>
   <translation>將刪除「{name}」及其題目。評測結果會保留。</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>刪除</translation>
  </message>
  <message>
   <source>Keep</source>
   <translation>保留</translation>
  </message>
  <message>
   <source>Delete this run?</source>
   <translation>刪除這次評測？</translation>
  </message>
  <message>
   <source>All its answers and votes are deleted.</source>
   <translation>其全部回答和投票都會刪除。</translation>
  </message>
  <message>
   <source>Run again</source>
   <translation>重新評測</translation>
  </message>
  <message>
   <source>Since the run of “{sheet}” on {day} there is {change}.</source>
   <translation>「{sheet}」上次評測（{day}）之後有變化：{change}。</translation>
  </message>
  <message>
   <source>Type what the answer is compared with.</source>
   <translation>請輸入與回答對比的內容。</translation>
  </message>
  <message>
   <source>Type the number that is expected.</source>
   <translation>請輸入期望的數字。</translation>
  </message>
  <message>
   <source>Type the most that is allowed.</source>
   <translation>請輸入允許的最大值。</translation>
  </message>
  <message>
   <source>Type the regular expression.</source>
   <translation>請輸入正則表達式。</translation>
  </message>
  <message>
   <source>This regular expression cannot be read: {message}</source>
   <translation>無法解析這個正則表達式：{message}</translation>
  </message>
  <message>
   <source>Type the value as JSON: a text in quotes, a number, true, false or null.</source>
   <translation>請以 JSON 格式輸入值：帶引號的文字、數字、true、false 或 null。</translation>
  </message>
  <message>
   <source>This is not JSON.</source>
   <translation>這不是 JSON。</translation>
  </message>
  <message>
   <source>This is not JSON: see line {line}, column {column}.</source>
   <translation>這不是 JSON：見第 {line} 行第 {column} 列。</translation>
  </message>
  <message>
   <source>Type or paste the JSON schema.</source>
   <translation>請輸入或貼上 JSON schema。</translation>
  </message>
  <message>
   <source>This is not a JSON schema: {message}</source>
   <translation>這不是 JSON schema：{message}</translation>
  </message>
  <message>
   <source>This JSON schema cannot be used.</source>
   <translation>無法使用這個 JSON schema。</translation>
  </message>
  <message>
   <source>Type the least, the most, or both.</source>
   <translation>請輸入最小值、最大值或兩者。</translation>
  </message>
  <message>
   <source>The least is more than the most.</source>
   <translation>最小值大於最大值。</translation>
  </message>
  <message>
   <source>Type what the judge is to look at.</source>
   <translation>請輸入評判模型的評判標準。</translation>
  </message>
  <message>
   <source>A judge gives 0 to 10 points.</source>
   <translation>評判模型給出 0 到 10 分。</translation>
  </message>
  <message>
   <source>Empty prompt</source>
   <translation>空題目</translation>
  </message>
  <message>
   <source>no checks</source>
   <translation>無檢查項</translation>
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
   <translation>低強度思考</translation>
  </message>
  <message>
   <source>medium thinking</source>
   <translation>中強度思考</translation>
  </message>
  <message>
   <source>high thinking</source>
   <translation>高強度思考</translation>
  </message>
  <message>
   <source>thinking: {level}</source>
   <translation>思考：{level}</translation>
  </message>
  <message>
   <source>Equals</source>
   <translation>等於</translation>
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
   <translation>正則表達式</translation>
  </message>
  <message>
   <source>Number</source>
   <translation>數字</translation>
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
   <translation>長度</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>語言</translation>
  </message>
  <message>
   <source>Refuses</source>
   <translation>拒答</translation>
  </message>
  <message>
   <source>Time at most</source>
   <translation>最長用時</translation>
  </message>
  <message>
   <source>Tokens at most</source>
   <translation>最大 Token 數</translation>
  </message>
  <message>
   <source>Judged by a model</source>
   <translation>模型評判</translation>
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
   <translation>英語</translation>
  </message>
  <message>
   <source>Japanese</source>
   <translation>日語</translation>
  </message>
  <message>
   <source>Korean</source>
   <translation>韓語</translation>
  </message>
  <message>
   <source>German</source>
   <translation>德語</translation>
  </message>
  <message>
   <source>French</source>
   <translation>法語</translation>
  </message>
  <message>
   <source>Spanish</source>
   <translation>西班牙語</translation>
  </message>
  <message>
   <source>Russian</source>
   <translation>俄語</translation>
  </message>
  <message>
   <source>waits for its turn</source>
   <translation>排隊中</translation>
  </message>
  <message>
   <source>is answering…</source>
   <translation>正在回答…</translation>
  </message>
  <message>
   <source>No answer</source>
   <translation>沒有回答</translation>
  </message>
  <message>
   <source>Open the cell to see why.</source>
   <translation>開啟此格檢視原因。</translation>
  </message>
  <message>
   <source>Judge disagrees</source>
   <translation>評判前後不一</translation>
  </message>
  <message>
   <source>waits for the judge</source>
   <translation>等待評判</translation>
  </message>
  <message>
   <source>Pass</source>
   <translation>透過</translation>
  </message>
  <message>
   <source>Fail</source>
   <translation>未透過</translation>
  </message>
  <message>
   <source>passed</source>
   <translation>透過</translation>
  </message>
  <message>
   <source>failed</source>
   <translation>未透過</translation>
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
   <translation>首字延遲 {time}</translation>
  </message>
  <message>
   <source>running, {done} of {total}</source>
   <translation>進行中，{done} / {total}</translation>
  </message>
  <message>
   <source>stopped at {done} of {total}</source>
   <translation>已停止，{done} / {total}</translation>
  </message>
  <message>
   <source>{passed} of {total} passed</source>
   <translation>{total} 項中 {passed} 項透過</translation>
  </message>
  <message>
   <source>another file of a model</source>
   <translation>模型檔案不同</translation>
  </message>
  <message>
   <source>another version of the host</source>
   <translation>服務版本不同</translation>
  </message>
  <message>
   <source>another graphics driver</source>
   <translation>顯示卡驅動不同</translation>
  </message>
  <message>
   <source>{path} was imported without: {parts}.</source>
   <translation>已匯入 {path}，但略去了：{parts}。</translation>
  </message>
  <message>
   <source>the check “{name}” ({place})</source>
   <translation>檢查項「{name}」（{place}）</translation>
  </message>
  <message>
   <source>the part “{name}” ({place})</source>
   <translation>字段「{name}」（{place}）</translation>
  </message>
  <message>
   <source>the template “{name}” ({place})</source>
   <translation>範本「{name}」（{place}）</translation>
  </message>
  <message>
   <source>the file “{name}” ({place})</source>
   <translation>檔案「{name}」（{place}）</translation>
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
    <numerusform>另有 %n 處</numerusform>
   </translation>
  </message>
  <message>
   <source>The first {shown} of {rows} prompts; a report has all of them.</source>
   <translation>前 {shown} 道題目，共 {rows} 道；報告中包含全部。</translation>
  </message>
 </context>
 <context>
  <name>EvaluateHeader</name>
  <message>
   <source>Report as HTML…</source>
   <translation>HTML 報告…</translation>
  </message>
  <message>
   <source>Report as Markdown…</source>
   <translation>Markdown 報告…</translation>
  </message>
  <message>
   <source>Results as CSV…</source>
   <translation>CSV 結果…</translation>
  </message>
  <message>
   <source>Results as JSON…</source>
   <translation>JSON 結果…</translation>
  </message>
  <message>
   <source>Results as JUnit XML…</source>
   <translation>JUnit XML 結果…</translation>
  </message>
  <message>
   <source>Picture of the results…</source>
   <translation>結果圖片…</translation>
  </message>
  <message>
   <source>Judge again with</source>
   <translation>換評判模型重新評判</translation>
  </message>
  <message numerus="yes">
   <source>%n prompt(s)</source>
   <translation>
    <numerusform>%n 道題目</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n model(s)</source>
   <translation>
    <numerusform>%n 個模型</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n left to run</source>
   <translation>
    <numerusform>剩餘 %n 項</numerusform>
   </translation>
  </message>
  <message>
   <source>Evaluate</source>
   <translation>評測</translation>
  </message>
  <message>
   <source>Back to the sheets</source>
   <translation>返回評測集</translation>
  </message>
  <message>
   <source>Import…</source>
   <translation>匯入…</translation>
  </message>
  <message>
   <source>New sheet</source>
   <translation>新建評測集</translation>
  </message>
  <message>
   <source>What got worse…</source>
   <translation>變差的回答…</translation>
  </message>
  <message>
   <source>Report</source>
   <translation>報告</translation>
  </message>
  <message>
   <source>Run again…</source>
   <translation>重新評測…</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>停止</translation>
  </message>
  <message>
   <source>Resume</source>
   <translation>繼續</translation>
  </message>
 </context>
 <context>
  <name>EvaluatePage</name>
  <message>
   <source>Choose a sheet and run it: {models} are chosen for the run.</source>
   <translation>選擇一個評測集並執行：已選中 {models}。</translation>
  </message>
 </context>
 <context>
  <name>Evaluation</name>
  <message>
   <source>passes</source>
   <translation>透過</translation>
  </message>
  <message>
   <source>is not equal to “{expected}”</source>
   <translation>不等於「{expected}」</translation>
  </message>
  <message>
   <source>does not contain “{missing}”</source>
   <translation>不包含「{missing}」</translation>
  </message>
  <message>
   <source>contains none of: {expected}</source>
   <translation>未包含其中任何一項：{expected}</translation>
  </message>
  <message>
   <source>contains “{found}”</source>
   <translation>包含「{found}」</translation>
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
   <translation>無法解析正則表達式 {pattern}：{message}</translation>
  </message>
  <message>
   <source>the regular expression {pattern} takes too long</source>
   <translation>正則表達式 {pattern} 耗時過長</translation>
  </message>
  <message>
   <source>has no number</source>
   <translation>沒有數字</translation>
  </message>
  <message>
   <source>the number is {found} instead of {expected}</source>
   <translation>數字是 {found}，應為 {expected}</translation>
  </message>
  <message>
   <source>is not JSON</source>
   <translation>不是 JSON</translation>
  </message>
  <message>
   <source>the schema cannot be used: {message}</source>
   <translation>無法使用該 Schema：{message}</translation>
  </message>
  <message>
   <source>does not match the schema at {path}: {message}</source>
   <translation>{path} 處不符合 Schema：{message}</translation>
  </message>
  <message>
   <source>has no field {path}</source>
   <translation>沒有字段 {path}</translation>
  </message>
  <message>
   <source>{path} is {found} instead of {expected}</source>
   <translation>{path} 是 {found}，應為 {expected}</translation>
  </message>
  <message>
   <source>is too short: {found} of at least {expected}</source>
   <translation>過短：{found}，至少應為 {expected}</translation>
  </message>
  <message>
   <source>is too long: {found} of at most {expected}</source>
   <translation>過長：{found}，至多應為 {expected}</translation>
  </message>
  <message>
   <source>is written in {found} instead of {expected}</source>
   <translation>使用的語言是 {found}，應為 {expected}</translation>
  </message>
  <message>
   <source>does not refuse</source>
   <translation>沒有拒絕</translation>
  </message>
  <message>
   <source>refuses</source>
   <translation>拒絕</translation>
  </message>
  <message>
   <source>took {found} s of at most {expected} s</source>
   <translation>用時 {found} 秒，至多應為 {expected} 秒</translation>
  </message>
  <message>
   <source>has {found} tokens of at most {expected}</source>
   <translation>有 {found} 個 Token，至多應為 {expected} 個</translation>
  </message>
  <message>
   <source>was not measured</source>
   <translation>未測得</translation>
  </message>
  <message>
   <source>passes what it must not pass</source>
   <translation>符合了不應符合的條件</translation>
  </message>
  <message>
   <source>waits for the judge</source>
   <translation>等待評判模型</translation>
  </message>
  <message>
   <source>waits for your vote</source>
   <translation>等待你的投票</translation>
  </message>
  <message>
   <source>the judge gives {points} of 10</source>
   <translation>評判模型給出 {points} 分（滿分 10 分）</translation>
  </message>
  <message>
   <source>the judge contradicts itself: {first} of 10 when shown first, {second} when second</source>
   <translation>評判模型自相矛盾：排在前面時 {first} 分，排在後面時 {second} 分（滿分 10 分）</translation>
  </message>
  <message>
   <source>the judge gave no points</source>
   <translation>評判模型沒有給分</translation>
  </message>
  <message>
   <source>you decided</source>
   <translation>由你決定</translation>
  </message>
  <message>
   <source>equals “{value}”</source>
   <translation>等於「{value}」</translation>
  </message>
  <message>
   <source>contains “{value}”</source>
   <translation>包含「{value}」</translation>
  </message>
  <message>
   <source>contains any of: {values}</source>
   <translation>包含任意一項：{values}</translation>
  </message>
  <message>
   <source>contains all of: {values}</source>
   <translation>包含所有項：{values}</translation>
  </message>
  <message>
   <source>matches {value}</source>
   <translation>匹配 {value}</translation>
  </message>
  <message>
   <source>number {number} within {tolerance}</source>
   <translation>數字 {number}，誤差不超過 {tolerance}</translation>
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
   <translation>使用的語言是 {value}</translation>
  </message>
  <message>
   <source>at most {maximum} s</source>
   <translation>至多 {maximum} 秒</translation>
  </message>
  <message>
   <source>at most {maximum} tokens</source>
   <translation>至多 {maximum} 個 Token</translation>
  </message>
  <message>
   <source>judged by: {value}</source>
   <translation>評判標準：{value}</translation>
  </message>
  <message>
   <source>your vote</source>
   <translation>你的投票</translation>
  </message>
  <message>
   <source>characters</source>
   <translation>個字元</translation>
  </message>
  <message>
   <source>words</source>
   <translation>個詞</translation>
  </message>
  <message>
   <source>not: {check}</source>
   <translation>不得：{check}</translation>
  </message>
  <message>
   <source>{first} passes {more} of {prompts} prompts more than {second}; chance explains so much with a probability of {p}.</source>
   <translation>{first} 比 {second} 多透過 {more} 題（共 {prompts} 題）；純屬偶然的概率為 {p}。</translation>
  </message>
  <message>
   <source>{second} passes {more} of {prompts} prompts more than {first}; chance explains so much with a probability of {p}.</source>
   <translation>{second} 比 {first} 多透過 {more} 題（共 {prompts} 題）；純屬偶然的概率為 {p}。</translation>
  </message>
  <message>
   <source>{first} and {second} have the same verdict on all {prompts} prompts.</source>
   <translation>{first} 與 {second} 在全部 {prompts} 題上的結果相同。</translation>
  </message>
  <message>
   <source>{first} and {second} cannot be told apart with {prompts} prompts (p = {p}).</source>
   <translation>僅憑 {prompts} 題無法區分 {first} 與 {second}（p = {p}）。</translation>
  </message>
  <message>
   <source>{name} is {factor} × as fast as {other}.</source>
   <translation>{name} 的速度是 {other} 的 {factor} 倍。</translation>
  </message>
  <message>
   <source>{name} takes {size} GB more memory than {other}.</source>
   <translation>{name} 比 {other} 多佔用 {size} GB 記憶體。</translation>
  </message>
  <message>
   <source>The judge preferred the answer shown first in {biased} of {pairs} pairs: do not trust its verdicts.</source>
   <translation>在 {pairs} 組中，評判模型有 {biased} 組偏向排在前面的回答：請勿採信其評判。</translation>
  </message>
  <message>
   <source>pass</source>
   <translation>透過</translation>
  </message>
  <message>
   <source>fail</source>
   <translation>未透過</translation>
  </message>
  <message>
   <source>undecided</source>
   <translation>未定</translation>
  </message>
  <message>
   <source>not asked</source>
   <translation>未提問</translation>
  </message>
  <message>
   <source>no answer: {problem}</source>
   <translation>沒有回答：{problem}</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Quantisation</source>
   <translation>量化規格</translation>
  </message>
  <message>
   <source>Digest</source>
   <translation>摘要</translation>
  </message>
  <message>
   <source>Passed (95 % interval)</source>
   <translation>透過（95% 區間）</translation>
  </message>
  <message>
   <source>Tokens/s</source>
   <translation>Token/秒</translation>
  </message>
  <message>
   <source>First word (s)</source>
   <translation>首字延遲（秒）</translation>
  </message>
  <message>
   <source>Seconds</source>
   <translation>秒</translation>
  </message>
  <message>
   <source>Memory (GB)</source>
   <translation>記憶體（GB）</translation>
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
   <translation>回覆</translation>
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
   <translation>已新增檔案的第 {number} 部分（共 {count} 部分）。傳送後再新增下一部分。</translation>
  </message>
  <message>
   <source>Attach part {number} of {count}</source>
   <translation>新增第 {number} 部分（共 {count} 部分）</translation>
  </message>
 </context>
 <context>
  <name>FindBar</name>
  <message>
   <source>Find in this conversation…</source>
   <translation>在此對話中尋找…</translation>
  </message>
  <message>
   <source>Find in this conversation</source>
   <translation>在此對話中尋找</translation>
  </message>
  <message>
   <source>Previous match</source>
   <translation>上一個匹配</translation>
  </message>
  <message>
   <source>Next match</source>
   <translation>下一個匹配</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
  <message>
   <source>searching…</source>
   <translation>正在尋找…</translation>
  </message>
  <message>
   <source>not found</source>
   <translation>未找到</translation>
  </message>
  <message>
   <source>{number} of {count}</source>
   <translation>第 {number} 個，共 {count} 個</translation>
  </message>
 </context>
 <context>
  <name>Found</name>
  <message>
   <source>Waiting for the system's keyring…</source>
   <translation>正在等待系統鑰匙圈…</translation>
  </message>
  <message>
   <source>Looking for Ollama on this computer…</source>
   <translation>正在這台電腦上尋找 Ollama…</translation>
  </message>
  <message>
   <source>The connection to {host} was lost. Trying again…</source>
   <translation>與 {host} 的連接已斷開，正在重新連接…</translation>
  </message>
  <message>
   <source>No host was found to run models.</source>
   <translation>沒有找到可以執行模型的服務。</translation>
  </message>
  <message>
   <source>Starting the built-in engine…</source>
   <translation>正在啟動內置引擎…</translation>
  </message>
  <message>
   <source>Starting Ollama…</source>
   <translation>正在啟動 Ollama…</translation>
  </message>
  <message>
   <source>; {total} of memory, {free} free</source>
   <translation>；記憶體共 {total}，可用 {free}</translation>
  </message>
  <message>
   <source>{host} is ready, but no model to chat with is here yet</source>
   <translation>{host} 已就緒，但還沒有可以對話的模型</translation>
  </message>
  <message>
   <source>No Ollama found: the built-in engine is ready with {model}</source>
   <translation>未找到 Ollama，內置引擎已就緒，可使用 {model}</translation>
  </message>
  <message>
   <source>The built-in engine</source>
   <translation>內置引擎</translation>
  </message>
  <message>
   <source>{host} at {address}</source>
   <translation>{host}（{address}）</translation>
  </message>
  <message>
   <source>the built-in engine</source>
   <translation>內置引擎</translation>
  </message>
  <message numerus="yes">
   <source>{host} with %n model(s)</source>
   <translation>
    <numerusform>{host}，共 %n 個模型</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>No Ollama found: the built-in engine is ready with %n model(s)</source>
   <translation>
    <numerusform>未找到 Ollama，內置引擎已就緒，共 %n 個模型</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>FoundList</name>
  <message>
   <source>Search results</source>
   <translation>搜尋結果</translation>
  </message>
 </context>
 <context>
  <name>FoundModel</name>
  <message>
   <source>New chat</source>
   <translation>新對話</translation>
  </message>
 </context>
 <context>
  <name>Greeting</name>
  <message>
   <source>What would you like to talk about?</source>
   <translation>今天想聊點什麼？</translation>
  </message>
  <message>
   <source>Explain something</source>
   <translation>講解知識</translation>
  </message>
  <message>
   <source>Explain how vaccines train the immune system, in plain words.</source>
   <translation>用通俗的話解釋疫苗是怎樣訓練免疫系統的。</translation>
  </message>
  <message>
   <source>Write some code</source>
   <translation>編寫程式碼</translation>
  </message>
  <message>
   <source>Write a Python function that finds duplicate files in a folder.</source>
   <translation>寫一個 Python 函式，找出資料夾裏的重複檔案。</translation>
  </message>
  <message>
   <source>Polish a text</source>
   <translation>潤色文字</translation>
  </message>
  <message>
   <source>Make this message shorter and friendlier:

</source>
   <translation>把下面這段話改得更簡短、更親切：

</translation>
  </message>
  <message>
   <source>Plan something</source>
   <translation>制定計劃</translation>
  </message>
  <message>
   <source>Plan a quiet weekend in Hangzhou with one long walk.</source>
   <translation>幫我規劃一個悠閒的杭州週末，安排一次長途漫步。</translation>
  </message>
 </context>
 <context>
  <name>GridModel</name>
  <message>
   <source>Prompt</source>
   <translation>題目</translation>
  </message>
  <message numerus="yes">
   <source>%n left</source>
   <translation>
    <numerusform>剩餘 %n</numerusform>
   </translation>
  </message>
  <message>
   <source>reference</source>
   <translation>基準</translation>
  </message>
 </context>
 <context>
  <name>GridView</name>
  <message>
   <source>Results of the run</source>
   <translation>評測結果</translation>
  </message>
  <message>
   <source>Arrow keys move, Enter shows the whole answer</source>
   <translation>方向鍵移動，Enter 鍵顯示完整回答</translation>
  </message>
 </context>
 <context>
  <name>HostButton</name>
  <message>
   <source>Host: {host}</source>
   <translation>服務：{host}</translation>
  </message>
  <message>
   <source>{host}: choose another host</source>
   <translation>{host}：換一個服務</translation>
  </message>
 </context>
 <context>
  <name>HostFooter</name>
  <message>
   <source>Retry</source>
   <translation>重試</translation>
  </message>
  <message>
   <source>Start Ollama</source>
   <translation>啟動 Ollama</translation>
  </message>
  <message>
   <source>Use the built-in engine</source>
   <translation>使用內置引擎</translation>
  </message>
  <message>
   <source>Waiting for the keyring…</source>
   <translation>正在等待鑰匙圈…</translation>
  </message>
  <message>
   <source>Looking for a host…</source>
   <translation>正在尋找服務…</translation>
  </message>
  <message>
   <source>Starting the built-in engine…</source>
   <translation>正在啟動內置引擎…</translation>
  </message>
  <message>
   <source>Starting Ollama…</source>
   <translation>正在啟動 Ollama…</translation>
  </message>
  <message>
   <source>this computer</source>
   <translation>這台電腦</translation>
  </message>
  <message>
   <source>The built-in engine does not answer</source>
   <translation>內置引擎沒有響應</translation>
  </message>
  <message>
   <source>Cannot reach {address}</source>
   <translation>無法連接 {address}</translation>
  </message>
  <message>
   <source>No host found</source>
   <translation>沒有找到服務</translation>
  </message>
 </context>
 <context>
  <name>HostForm</name>
  <message>
   <source>Address</source>
   <translation>位址</translation>
  </message>
  <message>
   <source>Found by itself</source>
   <translation>自動尋找</translation>
  </message>
  <message>
   <source>Only where a host asks for one</source>
   <translation>僅在服務要求時填寫</translation>
  </message>
  <message>
   <source>Address of the host</source>
   <translation>服務位址</translation>
  </message>
  <message>
   <source>Connect</source>
   <translation>連接</translation>
  </message>
  <message>
   <source>Host</source>
   <translation>服務</translation>
  </message>
  <message>
   <source>Kind</source>
   <translation>類型</translation>
  </message>
  <message>
   <source>User</source>
   <translation>用戶</translation>
  </message>
  <message>
   <source>Password or token</source>
   <translation>密碼或權杖</translation>
  </message>
  <message>
   <source>Certificates</source>
   <translation>憑證</translation>
  </message>
  <message>
   <source>Proxy</source>
   <translation>代理</translation>
  </message>
  <message>
   <source>Those of this computer</source>
   <translation>這台電腦的憑證</translation>
  </message>
  <message>
   <source>A file of certificates (PEM) that are trusted for this host, such as those of your own authority</source>
   <translation>為此服務額外信任的憑證檔案（PEM），例如你自己的憑證頒發機構的憑證</translation>
  </message>
  <message>
   <source>That of the system</source>
   <translation>使用系統代理</translation>
  </message>
  <message>
   <source>The address of an http or https proxy for this host, such as http://proxy.example:3128. Empty: the system's, and none for this computer. A password in it is kept in the settings file.</source>
   <translation>此服務的 http 或 https 代理位址，例如 http://proxy.example:3128。留空則使用系統的代理，本機不使用代理。位址中的密碼儲存在設定檔案裏。</translation>
  </message>
  <message>
   <source>Proxy for the host</source>
   <translation>服務的代理</translation>
  </message>
  <message>
   <source>File of certificates for the host</source>
   <translation>服務的憑證檔案</translation>
  </message>
  <message>
   <source>Choose a file of certificates</source>
   <translation>選擇憑證檔案</translation>
  </message>
  <message>
   <source>Kind of the host</source>
   <translation>服務的類型</translation>
  </message>
  <message>
   <source>Known hosts</source>
   <translation>已知服務</translation>
  </message>
  <message>
   <source>User at the host</source>
   <translation>服務的用戶名</translation>
  </message>
  <message>
   <source>Password or token for the host</source>
   <translation>服務的密碼或權杖</translation>
  </message>
  <message>
   <source>Forget this host</source>
   <translation>忘記此服務</translation>
  </message>
  <message>
   <source>Leave the address empty to use Ollama on this computer or the built-in engine; begin it with https:// for a connection nobody can listen to. A password or token is kept in the system's keyring and never shown again. OpenAI-compatible are vLLM, SGLang, llama-server, LM Studio, LiteLLM and the like; their models are loaded and changed where they run.</source>
   <translation>位址留空則使用本機的 Ollama 或內置引擎；以 https:// 開頭則加密連接。密碼或權杖儲存在系統鑰匙圈中，不會再次顯示。相容 OpenAI 的有 vLLM、SGLang、llama-server、LM Studio、LiteLLM 等；它們的模型在其執行的地方載入和修改。</translation>
  </message>
  <message>
   <source>Connected: {host}.</source>
   <translation>已連接：{host}。</translation>
  </message>
  <message>
   <source>Found by itself on this computer</source>
   <translation>在本機自動尋找</translation>
  </message>
  <message>
   <source>Built-in engine</source>
   <translation>內置引擎</translation>
  </message>
  <message>
   <source>Detected by itself</source>
   <translation>自動識別</translation>
  </message>
  <message>
   <source>OpenAI-compatible</source>
   <translation>相容 OpenAI</translation>
  </message>
  <message>
   <source>Certificates (*.pem *.crt *.cer)</source>
   <translation>憑證 (*.pem *.crt *.cer)</translation>
  </message>
  <message>
   <source>All files (*)</source>
   <translation>所有檔案 (*)</translation>
  </message>
  <message>
   <source>Waiting for the system's keyring…</source>
   <translation>正在等待系統鑰匙圈…</translation>
  </message>
  <message>
   <source>Connecting…</source>
   <translation>正在連接…</translation>
  </message>
  <message>
   <source>Connected to the built-in engine.</source>
   <translation>已連接內置引擎。</translation>
  </message>
  <message>
   <source>Cannot reach {address}</source>
   <translation>無法連接 {address}</translation>
  </message>
 </context>
 <context>
  <name>Hosts</name>
  <message>
   <source>Found by itself on this computer</source>
   <translation>在本機自動尋找</translation>
  </message>
  <message>
   <source>Built-in engine</source>
   <translation>內置引擎</translation>
  </message>
  <message>
   <source>OpenAI-compatible server</source>
   <translation>相容 OpenAI 的伺服器</translation>
  </message>
  <message>
   <source>Other host…</source>
   <translation>其他服務…</translation>
  </message>
 </context>
 <context>
  <name>HubDialog</name>
  <message>
   <source>Asking {hub}…</source>
   <translation>正在詢問 {hub}…</translation>
  </message>
  <message>
   <source>{model} is among the downloads.</source>
   <translation>{model} 已加入下載。</translation>
  </message>
  <message>
   <source>Results: {n}</source>
   <translation>結果數：{n}</translation>
  </message>
  <message>
   <source>{n} too big for this computer</source>
   <translation>{n} 個對本機來説太大</translation>
  </message>
  <message>
   <source>There is no GGUF file in it.</source>
   <translation>其中沒有 GGUF 檔案。</translation>
  </message>
  <message>
   <source>Search sends “{text}” to {hub}, or to the mirror in the settings. Nothing is sent before.</source>
   <translation>點擊「搜尋」後，會把「{text}」傳送給 {hub} 或設定中的鏡像；在此之前不傳送任何內容。</translation>
  </message>
  <message>
   <source>Search the hubs</source>
   <translation>搜尋模型社群</translation>
  </message>
  <message>
   <source>Name of a model</source>
   <translation>模型名</translation>
  </message>
  <message>
   <source>Hub</source>
   <translation>社群</translation>
  </message>
  <message>
   <source>Best first</source>
   <translation>最相關在前</translation>
  </message>
  <message>
   <source>Most downloads first</source>
   <translation>下載最多在前</translation>
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
   <translation>任意許可證</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>許可證</translation>
  </message>
  <message>
   <source>Only what fits this computer</source>
   <translation>僅顯示本機可執行的</translation>
  </message>
  <message>
   <source>Search</source>
   <translation>搜尋</translation>
  </message>
  <message>
   <source>More results</source>
   <translation>更多結果</translation>
  </message>
  <message>
   <source>Show its files</source>
   <translation>檢視檔案</translation>
  </message>
  <message>
   <source>Search results</source>
   <translation>搜尋結果</translation>
  </message>
  <message>
   <source>Quantisations</source>
   <translation>量化規格</translation>
  </message>
  <message>
   <source>Model card</source>
   <translation>模型卡片</translation>
  </message>
  <message>
   <source>Back to the results</source>
   <translation>返回結果</translation>
  </message>
  <message>
   <source>Pull</source>
   <translation>下載</translation>
  </message>
  <message>
   <source>Licence: {name}</source>
   <translation>許可證：{name}</translation>
  </message>
  <message>
   <source>{n} downloads</source>
   <translation>下載 {n} 次</translation>
  </message>
  <message>
   <source>changed {date}</source>
   <translation>更新於 {date}</translation>
  </message>
  <message>
   <source>only for accounts that accepted its terms</source>
   <translation>僅限已接受條款的賬號</translation>
  </message>
 </context>
 <context>
  <name>HubForm</name>
  <message>
   <source>In use from the next search on.</source>
   <translation>從下次搜尋起生效。</translation>
  </message>
  <message>
   <source>Mirror of {hub}</source>
   <translation>{hub} 鏡像</translation>
  </message>
  <message>
   <source>Proxy</source>
   <translation>代理</translation>
  </message>
  <message>
   <source>Token for {hub}</source>
   <translation>{hub} 權杖</translation>
  </message>
  <message>
   <source>For example {address}</source>
   <translation>例如 {address}</translation>
  </message>
  <message>
   <source>That of the system</source>
   <translation>使用系統代理</translation>
  </message>
  <message>
   <source>Kept in the keyring</source>
   <translation>已儲存在鑰匙圈中</translation>
  </message>
  <message>
   <source>Not needed</source>
   <translation>不需要</translation>
  </message>
  <message>
   <source>Use these</source>
   <translation>應用</translation>
  </message>
  <message>
   <source>Forget tokens</source>
   <translation>刪除權杖</translation>
  </message>
  <message>
   <source>For searching Hugging Face and ModelScope. Empty fields mean the hubs themselves, or HF_ENDPOINT and MODELSCOPE_ENDPOINT where they are set. A mirror is run by others; it never gets a token.</source>
   <translation>用於搜尋 Hugging Face 和 ModelScope。留空則直接存取社群，或使用已設定的 HF_ENDPOINT 與 MODELSCOPE_ENDPOINT。鏡像由第三方運營，不會收到權杖。</translation>
  </message>
 </context>
 <context>
  <name>Hubs</name>
  <message>
   <source>Repository</source>
   <translation>儲存庫</translation>
  </message>
  <message>
   <source>Downloads</source>
   <translation>下載次數</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>許可證</translation>
  </message>
  <message>
   <source>Changed</source>
   <translation>更新</translation>
  </message>
  <message>
   <source>{licence}, on request</source>
   <translation>{licence}，需申請</translation>
  </message>
  <message>
   <source>{n} downloads</source>
   <translation>下載 {n} 次</translation>
  </message>
  <message>
   <source>Split into {n} files, which are pulled and loaded together.</source>
   <translation>分成 {n} 個檔案，會一起下載和載入。</translation>
  </message>
  <message>
   <source>Split into {n} files, which Ollama cannot pull.</source>
   <translation>分成 {n} 個檔案，Ollama 無法下載。</translation>
  </message>
  <message>
   <source>Some of them are missing.</source>
   <translation>其中有些缺失。</translation>
  </message>
  <message>
   <source>With a vision file of {size}.</source>
   <translation>含視覺檔案，{size}。</translation>
  </message>
  <message>
   <source>Ollama may not load it: a known problem with models of ModelScope that have a vision file of their own (its issue 12897).</source>
   <translation>Ollama 可能無法載入：ModelScope 上視覺檔案單獨存放的模型有已知問題（見其 issue 12897）。</translation>
  </message>
  <message>
   <source>Quantisation</source>
   <translation>量化規格</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>大小</translation>
  </message>
  <message>
   <source>Here</source>
   <translation>本機</translation>
  </message>
  <message>
   <source>{n} files</source>
   <translation>{n} 個檔案</translation>
  </message>
 </context>
 <context>
  <name>ImportDialog</name>
  <message>
   <source>A model of a file</source>
   <translation>從檔案生成模型</translation>
  </message>
  <message>
   <source>Looking at the file…</source>
   <translation>正在檢視檔案…</translation>
  </message>
  <message>
   <source>Add a vision part…</source>
   <translation>新增視覺部分…</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
  <message>
   <source>Make a model of it</source>
   <translation>生成模型</translation>
  </message>
  <message>
   <source>This file is the vision part of another model. Import that one, and add this file to it.</source>
   <translation>這個檔案是另一個模型的視覺部分。請匯入那個模型，再把本檔案加進去。</translation>
  </message>
  <message>
   <source>This file is an adapter for another model. Make a variant of that one, and choose it there.</source>
   <translation>這個檔案是另一個模型的適配器。請用那個模型建立自定義模型，並在那裏選擇它。</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名稱</translation>
  </message>
  <message>
   <source>Name of the new model</source>
   <translation>新模型的名稱</translation>
  </message>
  <message>
   <source>As it is: {kind}</source>
   <translation>保持原樣：{kind}</translation>
  </message>
  <message>
   <source>Q8_0: half the size</source>
   <translation>Q8_0：大小減半</translation>
  </message>
  <message>
   <source>Q4_K_M: less than a third</source>
   <translation>Q4_K_M：不到三分之一</translation>
  </message>
  <message>
   <source>Quantisation of the new model</source>
   <translation>新模型的量化規格</translation>
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
   <translation>檔案內含</translation>
  </message>
  <message>
   <source>none in the file: it may not chat well</source>
   <translation>檔案裏沒有：對話效果可能不好</translation>
  </message>
  <message>
   <source>Architecture</source>
   <translation>架構</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>參數量</translation>
  </message>
  <message>
   <source>Quantisation</source>
   <translation>量化規格</translation>
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
   <translation>範本</translation>
  </message>
  <message>
   <source>Here</source>
   <translation>在本機</translation>
  </message>
  <message>
   <source>Vision part</source>
   <translation>視覺部分</translation>
  </message>
  <message>
   <source>GGUF files (*.gguf)</source>
   <translation>GGUF 檔案 (*.gguf)</translation>
  </message>
  <message>
   <source>Vision part: {file}</source>
   <translation>視覺部分：{file}</translation>
  </message>
  <message>
   <source>Give up</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Chat with it now</source>
   <translation>開始對話</translation>
  </message>
 </context>
 <context>
  <name>Inspection</name>
  <message>
   <source>needs the built-in engine of this computer</source>
   <translation>需要這台電腦上的內置引擎</translation>
  </message>
  <message>
   <source>its model is not installed</source>
   <translation>其模型未安裝</translation>
  </message>
 </context>
 <context>
  <name>InstalledModel</name>
  <message>
   <source>{shared} of it are shared with other models: deleting this one alone does not free them</source>
   <translation>其中 {shared} 與其他模型共用：只刪除它不會釋放這部分</translation>
  </message>
  <message numerus="yes">
   <source>Measured here in %n run(s)</source>
   <translation>
    <numerusform>在本機有 %n 條記錄</numerusform>
   </translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名稱</translation>
  </message>
  <message>
   <source>Lab</source>
   <translation>廠商</translation>
  </message>
  <message>
   <source>On disk</source>
   <translation>佔用磁碟</translation>
  </message>
  <message>
   <source>Quantisation</source>
   <translation>量化規格</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>參數量</translation>
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
   <translation>本機速度</translation>
  </message>
  <message>
   <source>file changed</source>
   <translation>檔案已更改</translation>
  </message>
  <message>
   <source>file missing</source>
   <translation>檔案缺失</translation>
  </message>
  <message>
   <source>Its file is not among the engine's own: {path}</source>
   <translation>其檔案不在引擎自己的資料夾中：{path}</translation>
  </message>
  <message>
   <source>Memory here</source>
   <translation>本機記憶體</translation>
  </message>
  <message>
   <source>Last used</source>
   <translation>上次使用</translation>
  </message>
  <message>
   <source>Changed</source>
   <translation>修改時間</translation>
  </message>
 </context>
 <context>
  <name>InstalledPage</name>
  <message>
   <source>Chat</source>
   <translation>對話</translation>
  </message>
  <message>
   <source>Locate…</source>
   <translation>尋找…</translation>
  </message>
  <message>
   <source>About this model</source>
   <translation>關於此模型</translation>
  </message>
  <message>
   <source>Make a variant…</source>
   <translation>建立自定義模型…</translation>
  </message>
  <message>
   <source>Copy…</source>
   <translation>複製…</translation>
  </message>
  <message>
   <source>Rename…</source>
   <translation>重新命名…</translation>
  </message>
  <message>
   <source>Look for newer versions</source>
   <translation>檢查更新</translation>
  </message>
  <message>
   <source>Look for a newer version</source>
   <translation>檢查新版本</translation>
  </message>
  <message>
   <source>Delete…</source>
   <translation>刪除…</translation>
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
   <translation>尋找本機上的模型…</translation>
  </message>
  <message>
   <source>others</source>
   <translation>其他</translation>
  </message>
  <message>
   <source>shared by several</source>
   <translation>多個模型共用</translation>
  </message>
  <message>
   <source>unfinished pulls</source>
   <translation>未完成的下載</translation>
  </message>
  <message numerus="yes">
   <source>%n model(s)</source>
   <translation>
    <numerusform>%n 個模型</numerusform>
   </translation>
  </message>
  <message>
   <source>{size} on disk</source>
   <translation>佔用磁碟 {size}</translation>
  </message>
  <message>
   <source>the host has more, which are not listed</source>
   <translation>服務上還有更多模型，未全部列出</translation>
  </message>
  <message>
   <source>{size} of unfinished pulls</source>
   <translation>未完成的下載 {size}</translation>
  </message>
  <message>
   <source>{size} free</source>
   <translation>可用 {size}</translation>
  </message>
  <message>
   <source>Looking for models…</source>
   <translation>正在尋找模型…</translation>
  </message>
  <message>
   <source>No models to show</source>
   <translation>沒有可顯示的模型</translation>
  </message>
  <message>
   <source>Look again</source>
   <translation>重新尋找</translation>
  </message>
  <message>
   <source>No model is here yet</source>
   <translation>還沒有模型</translation>
  </message>
  <message>
   <source>Pull one from the catalogue, or drag a GGUF file here.</source>
   <translation>從目錄下載一個，或把 GGUF 檔案拖到這裏。</translation>
  </message>
  <message>
   <source>Look at the catalogue</source>
   <translation>檢視目錄</translation>
  </message>
 </context>
 <context>
  <name>InstalledTable</name>
  <message>
   <source>Installed models</source>
   <translation>已安裝的模型</translation>
  </message>
  <message>
   <source>Arrow keys move, S sorts by the column, Enter tells more, F2 renames, Delete deletes</source>
   <translation>方向鍵移動，S 按列排序，Enter 鍵檢視詳情，F2 重新命名，Delete 刪除</translation>
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
   <translation>模型名稱</translation>
  </message>
  <message>
   <source>It becomes an installed model, with the template and parameters of {model}.</source>
   <translation>它將成為已安裝的模型，沿用 {model} 的範本和參數。</translation>
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
   <translation>名稱無效。</translation>
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
   <translation>{model}：選擇其他模型</translation>
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
   <translation>作為對話繼續</translation>
  </message>
  <message>
   <source>Parameters of this lane…</source>
   <translation>此模型的參數…</translation>
  </message>
  <message>
   <source>Count differences from this lane</source>
   <translation>以此模型為基準計算差異</translation>
  </message>
  <message>
   <source>Stop {model}</source>
   <translation>停止 {model}</translation>
  </message>
  <message>
   <source>Ask {model} again</source>
   <translation>再問一次 {model}</translation>
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
   <translation>{model} 的參數</translation>
  </message>
  <message>
   <source>Use for this lane</source>
   <translation>用於此模型</translation>
  </message>
  <message>
   <source>as all lanes</source>
   <translation>與所有模型相同</translation>
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
   <translation>投票後顯示數據</translation>
  </message>
  <message>
   <source>now {rate}</source>
   <translation>現在 {rate}</translation>
  </message>
  <message>
   <source>between {low} and {high}</source>
   <translation>在 {low} 與 {high} 之間</translation>
  </message>
  <message>
   <source>first word {time}</source>
   <translation>首字延遲 {time}</translation>
  </message>
  <message>
   <source>memory {size}</source>
   <translation>記憶體 {size}</translation>
  </message>
  <message>
   <source>{size} as the system counts</source>
   <translation>系統統計為 {size}</translation>
  </message>
  <message>
   <source>Nothing measured yet</source>
   <translation>尚無測量數據</translation>
  </message>
  <message>
   <source>{rate}, measured here</source>
   <translation>{rate}，在本機測量</translation>
  </message>
  <message>
   <source>RAM</source>
   <translation>記憶體</translation>
  </message>
  <message>
   <source>GPU {share}</source>
   <translation>顯示記憶體 {share}</translation>
  </message>
  <message>
   <source>tok/s</source>
   <translation>tok/s</translation>
  </message>
  <message>
   <source>first word</source>
   <translation>首字延遲</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>記憶體</translation>
  </message>
 </context>
 <context>
  <name>Layers</name>
  <message>
   <source>new line</source>
   <translation>換行</translation>
  </message>
  <message>
   <source>“{token}”</source>
   <translation>「{token}」</translation>
  </message>
  <message>
   <source>Answer</source>
   <translation>最終輸出</translation>
  </message>
  <message>
   <source>Layer {n}</source>
   <translation>第 {n} 層</translation>
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
   <translation>{token}，權重 {share}</translation>
  </message>
  <message>
   <source>No layer has the answer, “{token}”, in the first place.</source>
   <translation>沒有任何一層以最終輸出「{token}」為第一名。</translation>
  </message>
  <message>
   <source>From layer {n} of {count} on, the first place is the answer, “{token}”.</source>
   <translation>從第 {n} 層（共 {count} 層）起，第一名就是最終輸出「{token}」。</translation>
  </message>
 </context>
 <context>
  <name>LayersTab</name>
  <message>
   <source>No other model</source>
   <translation>不對比</translation>
  </message>
  <message>
   <source>The text is too long: {count} characters; at most {most} can be read.</source>
   <translation>文字太長：{count} 個字元；最多可讀取 {most} 個。</translation>
  </message>
  <message>
   <source>At most {tokens} tokens. Runs on this computer's processor.</source>
   <translation>最多 {tokens} token。在本機處理器上執行。</translation>
  </message>
  <message>
   <source>At most {tokens} tokens. Runs on this computer's processor and needs about {size} of memory.</source>
   <translation>最多 {tokens} token。在本機處理器上執行，約需 {size} 記憶體。</translation>
  </message>
  <message>
   <source>Without the model's adapters and without its steering.</source>
   <translation>不含該模型的適配器和引導。</translation>
  </message>
  <message>
   <source>Reading… {share}</source>
   <translation>正在讀取… {share}</translation>
  </message>
  <message>
   <source>Waiting for another job of the Workshop…</source>
   <translation>正在等待工坊中的其他任務…</translation>
  </message>
  <message>
   <source>Preparing the text of the reply…</source>
   <translation>正在準備回覆的文字…</translation>
  </message>
  <message>
   <source>Save the token's layers as a picture…</source>
   <translation>將該 token 的各層儲存為圖片…</translation>
  </message>
  <message>
   <source>Export the token's layers and weights…</source>
   <translation>匯出該 token 的各層和權重…</translation>
  </message>
  <message>
   <source>Save the layers as a picture</source>
   <translation>將各層儲存為圖片</translation>
  </message>
  <message>
   <source>Export the layers and weights</source>
   <translation>匯出各層和權重</translation>
  </message>
  <message>
   <source>Written to {path}</source>
   <translation>已寫入 {path}</translation>
  </message>
  <message>
   <source>Reads the model after each layer as if it were the last one: which token comes next, and how much the chosen token attends to earlier ones.</source>
   <translation>把每一層當作最後一層來讀取模型：接下來會是什麼 token，以及所選 token 對前面 token 的關注程度。</translation>
  </message>
  <message>
   <source>A text to look into, for example: The capital of France is</source>
   <translation>要檢視的文字，例如：法國的首都是</translation>
  </message>
  <message>
   <source>Text</source>
   <translation>文字</translation>
  </message>
  <message>
   <source>Compare with</source>
   <translation>對比模型</translation>
  </message>
  <message>
   <source>Inspect</source>
   <translation>檢視</translation>
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
   <translation>每一層之後的下一 token</translation>
  </message>
 </context>
 <context>
  <name>LensTable</name>
  <message>
   <source>After</source>
   <translation>層</translation>
  </message>
  <message>
   <source>Most probable next tokens after each layer</source>
   <translation>每一層之後最可能的下一 token</translation>
  </message>
 </context>
 <context>
  <name>LineageCard</name>
  <message>
   <source>Where it comes from</source>
   <translation>來源</translation>
  </message>
 </context>
 <context>
  <name>Links</name>
  <message>
   <source>Copy address</source>
   <translation>複製位址</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>This link is not opened</source>
   <translation>此處不開啟連結</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
  <message>
   <source>Open this link?</source>
   <translation>要開啟此連結嗎？</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>開啟</translation>
  </message>
  <message>
   <source>Its text shows {shown}, but it leads to {host}.</source>
   <translation>它的文字顯示的是 {shown}，實際卻指向 {host}。</translation>
  </message>
  <message>
   <source>It leads to {host}. What stands before the “@” in its address is only a name.</source>
   <translation>它指向 {host}。位址中「@」之前的內容只是一個名字。</translation>
  </message>
  <message>
   <source>It leads to {host}, a name whose letters can look like those of another one.</source>
   <translation>它指向 {host}，這個域名中的字母可能與另一個域名的看起來一樣。</translation>
  </message>
  <message>
   <source>Teahouse opens web pages and mail addresses only. This leads elsewhere:</source>
   <translation>Teahouse 只開啟網頁和電子郵件地址。此連結指向別處：</translation>
  </message>
 </context>
 <context>
  <name>ListSources</name>
  <message>
   <source>Look for a newer one now</source>
   <translation>立即檢查新版本</translation>
  </message>
  <message>
   <source>From a file…</source>
   <translation>從檔案…</translation>
  </message>
  <message>
   <source>From an address…</source>
   <translation>從網址…</translation>
  </message>
  <message>
   <source>The one that came with Teahouse</source>
   <translation>Teahouse 自帶的目錄</translation>
  </message>
  <message>
   <source>Another catalogue</source>
   <translation>更換目錄</translation>
  </message>
  <message>
   <source>Catalogues (*.json)</source>
   <translation>目錄 (*.json)</translation>
  </message>
  <message>
   <source>Address of a catalogue (https://…)</source>
   <translation>目錄的網址（https://…）</translation>
  </message>
  <message>
   <source>Load it without encryption?</source>
   <translation>在沒有加密的情況下載入？</translation>
  </message>
  <message>
   <source>{address} is not encrypted: everybody on the way can see and change what it sends. With https:// in front it would be.</source>
   <translation>{address} 沒有加密：途中的任何人都能看到並更改它傳送的內容。以 https:// 開頭才會加密。</translation>
  </message>
  <message>
   <source>Load it anyway</source>
   <translation>仍然載入</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Use a catalogue that is not signed?</source>
   <translation>使用沒有簽名的目錄？</translation>
  </message>
  <message>
   <source>The catalogue of {date} does not bear the signature of the makers of Teahouse. Its names, sizes and licences may be wrong, and its models may come from anywhere. Use it only if you know who made it.</source>
   <translation>{date} 的目錄沒有 Teahouse 開發者的簽名。其中的名稱、大小和許可證可能有誤，模型可能來自任何地方。僅在你知道是誰製作的情況下使用。</translation>
  </message>
  <message>
   <source>Use it</source>
   <translation>使用</translation>
  </message>
  <message>
   <source>No catalogue came from {address}. The one before stays; check the address and the network.</source>
   <translation>沒有從 {address} 取得目錄，之前的目錄仍在使用；請檢查位址和網絡。</translation>
  </message>
  <message>
   <source>That catalogue cannot be used: {why}. The one before stays.</source>
   <translation>這個目錄無法使用：{why}。仍用原來的目錄。</translation>
  </message>
  <message>
   <source>The catalogue of {date} is in use now.</source>
   <translation>現在使用 {date} 的目錄。</translation>
  </message>
  <message>
   <source>There is none newer than that of {date}, which is in use.</source>
   <translation>沒有比 {date} 更新的目錄，正在使用的就是最新的。</translation>
  </message>
 </context>
 <context>
  <name>LoadedPopup</name>
  <message>
   <source>Models in memory</source>
   <translation>記憶體中的模型</translation>
  </message>
  <message>
   <source>stays loaded</source>
   <translation>保持載入</translation>
  </message>
  <message>
   <source>{free} of {total} are free on this computer</source>
   <translation>這台電腦的記憶體共 {total}，可用 {free}</translation>
  </message>
  <message>
   <source>Unload</source>
   <translation>卸載</translation>
  </message>
  <message>
   <source>Let go</source>
   <translation>取消常駐</translation>
  </message>
  <message>
   <source>Keep</source>
   <translation>常駐記憶體</translation>
  </message>
  <message>
   <source>Leaves when its time is over</source>
   <translation>到時間後卸載</translation>
  </message>
  <message>
   <source>Stays until unloaded</source>
   <translation>一直保留，直到手動卸載</translation>
  </message>
  <message>
   <source>Let {model} go</source>
   <translation>取消 {model} 的常駐</translation>
  </message>
  <message>
   <source>Keep {model}</source>
   <translation>讓 {model} 常駐記憶體</translation>
  </message>
  <message>
   <source>Unload {model}</source>
   <translation>卸載 {model}</translation>
  </message>
  <message>
   <source>context {tokens}</source>
   <translation>上下文 {tokens}</translation>
  </message>
  <message>
   <source>in RAM</source>
   <translation>在記憶體中</translation>
  </message>
  <message>
   <source>{share} on the GPU</source>
   <translation>{share} 在顯示記憶體中</translation>
  </message>
  <message>
   <source>leaves in {time}</source>
   <translation>{time}後卸載</translation>
  </message>
  <message>
   <source>{free} of {total} are free on the GPU</source>
   <translation>顯示記憶體共 {total}，可用 {free}</translation>
  </message>
  <message>
   <source>A model that needs more than {free} unloads {model} first</source>
   <translation>需要超過 {free} 的模型會先卸載 {model}</translation>
  </message>
  <message>
   <source>other programs take {size}</source>
   <translation>其他程式佔用 {size}</translation>
  </message>
 </context>
 <context>
  <name>LocalModels</name>
  <message>
   <source>Folder</source>
   <translation>資料夾</translation>
  </message>
  <message>
   <source>Program</source>
   <translation>所屬程式</translation>
  </message>
  <message>
   <source>your choice</source>
   <translation>自選</translation>
  </message>
  <message>
   <source>is searched</source>
   <translation>會搜尋</translation>
  </message>
  <message>
   <source>is left out</source>
   <translation>不搜尋</translation>
  </message>
  <message>
   <source>In {n} files.</source>
   <translation>分為 {n} 個檔案。</translation>
  </message>
  <message>
   <source>With a vision file.</source>
   <translation>帶有視覺檔案。</translation>
  </message>
  <message>
   <source>The built-in engine does not know its architecture, {name}.</source>
   <translation>內置引擎不支援其架構 {name}。</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Build</source>
   <translation>構建</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>大小</translation>
  </message>
  <message>
   <source>Here</source>
   <translation>本機</translation>
  </message>
  <message>
   <source>Not usable</source>
   <translation>無法使用</translation>
  </message>
 </context>
 <context>
  <name>LocalModelsDialog</name>
  <message>
   <source>A folder with GGUF files</source>
   <translation>包含 GGUF 檔案的資料夾</translation>
  </message>
  <message>
   <source>Searching…</source>
   <translation>正在搜尋…</translation>
  </message>
  <message>
   <source>Files found: {n}</source>
   <translation>已找到檔案：{n}</translation>
  </message>
  <message>
   <source>{model} is ready.</source>
   <translation>{model} 已就緒。</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>停止</translation>
  </message>
  <message>
   <source>Back to the folders</source>
   <translation>返回資料夾</translation>
  </message>
  <message>
   <source>Chat with it now</source>
   <translation>立即對話</translation>
  </message>
  <message>
   <source>Use it</source>
   <translation>使用</translation>
  </message>
  <message>
   <source>Import…</source>
   <translation>匯入…</translation>
  </message>
  <message numerus="yes">
   <source>%n model(s) found</source>
   <translation>
    <numerusform>找到 %n 個模型</numerusform>
   </translation>
  </message>
  <message>
   <source>the search was stopped</source>
   <translation>搜尋已停止</translation>
  </message>
  <message>
   <source>there is more than is searched at once</source>
   <translation>內容過多，未全部搜尋</translation>
  </message>
  <message numerus="yes">
   <source>%n folder(s) could not be read</source>
   <translation>
    <numerusform>%n 個資料夾無法讀取</numerusform>
   </translation>
  </message>
  <message>
   <source>Ollama keeps a copy of its own: {size} are written to the disk.</source>
   <translation>Ollama 會儲存自己的副本：將寫入磁碟 {size}。</translation>
  </message>
  <message>
   <source>It is sent to the host on another computer: {size}.</source>
   <translation>檔案會傳送到另一台計算機上的服務：{size}。</translation>
  </message>
  <message>
   <source>Nothing is copied. It stays here even if the other program deletes it.</source>
   <translation>不會複製任何內容。即使其他程式刪除該檔案，它仍會保留。</translation>
  </message>
  <message>
   <source>Nothing is copied. It can be used as long as the file stays where it is.</source>
   <translation>不會複製任何內容。只要檔案留在原處，就可以使用。</translation>
  </message>
  <message>
   <source>Models on this computer</source>
   <translation>本機上的模型</translation>
  </message>
  <message>
   <source>Models that other programs have downloaded can be used without downloading them again. These folders would be searched for GGUF files; nothing is read before you press Search.</source>
   <translation>其他程式已下載的模型無需重新下載即可使用。將在以下資料夾中搜尋 GGUF 檔案；在你按下「搜尋」之前不會讀取任何內容。</translation>
  </message>
  <message>
   <source>Folders to search</source>
   <translation>要搜尋的資料夾</translation>
  </message>
  <message>
   <source>Space includes a folder or leaves it out</source>
   <translation>按空格鍵選擇或取消選擇資料夾</translation>
  </message>
  <message>
   <source>Models found</source>
   <translation>找到的模型</translation>
  </message>
  <message>
   <source>Add a folder…</source>
   <translation>新增資料夾…</translation>
  </message>
  <message>
   <source>Search</source>
   <translation>搜尋</translation>
  </message>
 </context>
 <context>
  <name>MakingLine</name>
  <message>
   <source>Asking the host…</source>
   <translation>正在查詢服務…</translation>
  </message>
  <message>
   <source>Reading the file</source>
   <translation>正在讀取檔案</translation>
  </message>
  <message>
   <source>Bringing the file to the host</source>
   <translation>正在把檔案傳給服務</translation>
  </message>
  <message>
   <source>The host makes it smaller…</source>
   <translation>服務正在縮小模型…</translation>
  </message>
  <message>
   <source>The host makes the model…</source>
   <translation>服務正在生成模型…</translation>
  </message>
  <message>
   <source>{model} is made.</source>
   <translation>{model} 已生成。</translation>
  </message>
  <message>
   <source>Given up; nothing was made.</source>
   <translation>已取消，沒有生成任何模型。</translation>
  </message>
 </context>
 <context>
  <name>MeasuredView</name>
  <message>
   <source>Nothing yet: the first chat or a speed test measures it.</source>
   <translation>尚無數據：首次對話或測速後即有。</translation>
  </message>
  <message>
   <source>Built-in engine</source>
   <translation>內置引擎</translation>
  </message>
  <message>
   <source>This computer</source>
   <translation>這台電腦</translation>
  </message>
  <message>
   <source>{rate}, usually within ± {half}</source>
   <translation>{rate}，通常在 ± {half} 之內</translation>
  </message>
  <message>
   <source>Writing</source>
   <translation>生成速度</translation>
  </message>
  <message>
   <source>Reading</source>
   <translation>提示詞處理速度</translation>
  </message>
  <message>
   <source>First word</source>
   <translation>首字延遲</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>記憶體</translation>
  </message>
  <message>
   <source>Runs</source>
   <translation>執行次數</translation>
  </message>
  <message>
   <source>{n}, the last {when}</source>
   <translation>{n} 次，最近一次 {when}</translation>
  </message>
  <message>
   <source>Last run</source>
   <translation>最近一次執行</translation>
  </message>
  <message>
   <source>Last speed test</source>
   <translation>最近一次測速</translation>
  </message>
  <message>
   <source>none yet</source>
   <translation>尚無</translation>
  </message>
  <message>
   <source>Computer</source>
   <translation>電腦</translation>
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
   <translation>未載入模型</translation>
  </message>
  <message numerus="yes">
   <source>%n model(s) loaded</source>
   <translation>
    <numerusform>已載入 %n 個模型</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>MenuBar</name>
  <message>
   <source>Menu bar</source>
   <translation>選單欄</translation>
  </message>
  <message>
   <source>&amp;Chat</source>
   <translation>對話(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Models</source>
   <translation>模型(&amp;M)</translation>
  </message>
  <message>
   <source>C&amp;ompare</source>
   <translation>對比(&amp;O)</translation>
  </message>
  <message>
   <source>&amp;View</source>
   <translation>視圖(&amp;V)</translation>
  </message>
  <message>
   <source>&amp;Help</source>
   <translation>幫助(&amp;H)</translation>
  </message>
  <message>
   <source>Always show the menu bar</source>
   <translation>始終顯示選單欄</translation>
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
   <translation>系統</translation>
  </message>
  <message>
   <source>Take this message away</source>
   <translation>移除這條訊息</translation>
  </message>
  <message>
   <source>Add a message</source>
   <translation>新增訊息</translation>
  </message>
  <message>
   <source>Who says it</source>
   <translation>由誰説</translation>
  </message>
  <message>
   <source>What is said</source>
   <translation>説的內容</translation>
  </message>
 </context>
 <context>
  <name>MetadataCopier</name>
  <message>
   <source>Copy the file with other values</source>
   <translation>以新值複製檔案</translation>
  </message>
  <message>
   <source>GGUF files (*.gguf)</source>
   <translation>GGUF 檔案 (*.gguf)</translation>
  </message>
  <message>
   <source>Copying… {share}</source>
   <translation>正在複製… {share}</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Written to {path}</source>
   <translation>已寫入 {path}</translation>
  </message>
  <message>
   <source>Add as a model</source>
   <translation>新增為模型</translation>
  </message>
 </context>
 <context>
  <name>MetadataCopyDialog</name>
  <message>
   <source>{key} needs a whole number of tokens.</source>
   <translation>{key} 需要整數 token 數。</translation>
  </message>
  <message>
   <source>There is nothing to change yet.</source>
   <translation>尚無更改。</translation>
  </message>
  <message>
   <source>Edit a copy of {model}</source>
   <translation>編輯 {model} 的副本</translation>
  </message>
  <message>
   <source>The model’s own file is not changed. Empty texts are removed in the copy.</source>
   <translation>模型自身的檔案不會改變。留空的文字會在副本中移除。</translation>
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
   <translation>名稱</translation>
  </message>
  <message>
   <source>Shape</source>
   <translation>形狀</translation>
  </message>
  <message>
   <source>Type</source>
   <translation>類型</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>大小</translation>
  </message>
  <message>
   <source>Filter tensors</source>
   <translation>篩選張量</translation>
  </message>
  <message>
   <source>Tensors of the model</source>
   <translation>模型的張量</translation>
  </message>
  <message numerus="yes">
   <source>%n key(s)</source>
   <translation>
    <numerusform>%n 個鍵</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n tensor(s)</source>
   <translation>
    <numerusform>%n 個張量</numerusform>
   </translation>
  </message>
  <message>
   <source>The metadata was copied as JSON.</source>
   <translation>元數據已複製為 JSON。</translation>
  </message>
  <message>
   <source>Edit a copy…</source>
   <translation>編輯副本…</translation>
  </message>
  <message>
   <source>Filter keys and values</source>
   <translation>篩選鍵和值</translation>
  </message>
  <message>
   <source>Keys</source>
   <translation>鍵</translation>
  </message>
  <message>
   <source>Tensors</source>
   <translation>張量</translation>
  </message>
  <message>
   <source>More</source>
   <translation>更多</translation>
  </message>
  <message>
   <source>Parts of the file</source>
   <translation>檔案的各部分</translation>
  </message>
  <message>
   <source>Copy as JSON</source>
   <translation>複製為 JSON</translation>
  </message>
  <message>
   <source>Key</source>
   <translation>鍵</translation>
  </message>
  <message>
   <source>Value</source>
   <translation>值</translation>
  </message>
  <message>
   <source>Metadata</source>
   <translation>元數據</translation>
  </message>
 </context>
 <context>
  <name>ModelActions</name>
  <message>
   <source>Copy {model}</source>
   <translation>複製 {model}</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>複製</translation>
  </message>
  <message>
   <source>Rename {model}</source>
   <translation>重新命名 {model}</translation>
  </message>
  <message>
   <source>Rename</source>
   <translation>重新命名</translation>
  </message>
  <message>
   <source>Delete {model}?</source>
   <translation>刪除 {model}？</translation>
  </message>
  <message numerus="yes">
   <source>Delete %n model(s)?</source>
   <translation>
    <numerusform>刪除 %n 個模型？</numerusform>
   </translation>
  </message>
  <message>
   <source>What is loaded of it leaves memory first.</source>
   <translation>若已載入，會先卸載。</translation>
  </message>
  <message>
   <source>Conversations stay. To have it again it must be pulled or made again.</source>
   <translation>對話會保留。再次使用須重新下載或建立。</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>刪除</translation>
  </message>
  <message>
   <source>Keep</source>
   <translation>保留</translation>
  </message>
  <message>
   <source>The files stay where they are: {paths}</source>
   <translation>檔案會留在原處：{paths}</translation>
  </message>
  <message>
   <source>At most {size} are deleted from the disk: what other models use of it stays.</source>
   <translation>最多從磁碟刪除 {size}：其他模型也在使用的部分會保留。</translation>
  </message>
  <message>
   <source>{size} are deleted from the disk.</source>
   <translation>將從磁碟刪除 {size}。</translation>
  </message>
  <message>
   <source>Nothing is freed on the disk: other models use its {size}, too.</source>
   <translation>不會釋放磁碟空間：它的 {size} 也被其他模型使用。</translation>
  </message>
  <message>
   <source>{own} of its {size} are deleted from the disk; other models need the rest.</source>
   <translation>它的 {size} 中有 {own} 會從磁碟刪除，其餘部分其他模型還要用。</translation>
  </message>
  <message>
   <source>Between {own} and {size} are deleted from the disk: they share some of it.</source>
   <translation>將從磁碟刪除 {own} 到 {size}：它們共用一部分。</translation>
  </message>
  <message>
   <source>{model} is called {to} now.</source>
   <translation>{model} 現在名為 {to}。</translation>
  </message>
  <message>
   <source>{model} has a copy called {to}; it takes no more disk.</source>
   <translation>{model} 有了副本 {to}，不另佔磁碟。</translation>
  </message>
  <message>
   <source>; {size} of disk are free again.</source>
   <translation>，釋放了 {size} 磁碟空間。</translation>
  </message>
  <message numerus="yes">
   <source>%n model(s) deleted</source>
   <translation>
    <numerusform>已刪除 %n 個模型</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>ModelButton</name>
  <message>
   <source>Choose a model</source>
   <translation>選擇模型</translation>
  </message>
  <message>
   <source>{model}: choose another model (Ctrl+K)</source>
   <translation>{model}：選擇其他模型（Ctrl+K）</translation>
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
   <translation>架構圖</translation>
  </message>
  <message>
   <source>Tokens</source>
   <translation>token</translation>
  </message>
  <message>
   <source>Norm</source>
   <translation>歸一化</translation>
  </message>
  <message>
   <source>Probability of each next token</source>
   <translation>下一 token 的概率</translation>
  </message>
  <message>
   <source>{n} tokens, a vector of {width} for each</source>
   <translation>{n} token，每個為 {width} 維</translation>
  </message>
  <message>
   <source>a vector of {width}</source>
   <translation>{width} 維</translation>
  </message>
  <message>
   <source>in a file of its own</source>
   <translation>在單獨的檔案中</translation>
  </message>
  <message>
   <source>uses the table of the embedding again</source>
   <translation>與嵌入共用同一張表</translation>
  </message>
  <message>
   <source>a table of its own</source>
   <translation>單獨的一張表</translation>
  </message>
  <message>
   <source>number {numbers}</source>
   <translation>第 {numbers} 層</translation>
  </message>
  <message>
   <source>{n} parameters together</source>
   <translation>共 {n} 參數</translation>
  </message>
  <message>
   <source>{n} wide</source>
   <translation>{n} 維</translation>
  </message>
  <message>
   <source>{n} parameters in these blocks together</source>
   <translation>這些層共 {n} 個參數</translation>
  </message>
  <message>
   <source>Lab</source>
   <translation>廠商</translation>
  </message>
  <message>
   <source>Here</source>
   <translation>本機</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>許可證</translation>
  </message>
  <message>
   <source>Architecture</source>
   <translation>架構</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>參數</translation>
  </message>
  <message>
   <source>Quantisation</source>
   <translation>量化規格</translation>
  </message>
  <message>
   <source>On disk</source>
   <translation>佔用磁碟</translation>
  </message>
  <message>
   <source>Blocks</source>
   <translation>層數</translation>
  </message>
  <message>
   <source>Width</source>
   <translation>隱藏層維度</translation>
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
   <translation>分詞器</translation>
  </message>
  <message>
   <source>Capabilities</source>
   <translation>能力</translation>
  </message>
  <message>
   <source>Vision part</source>
   <translation>視覺部分</translation>
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
   <translation>對話</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>返回</translation>
  </message>
  <message>
   <source>Chat with it</source>
   <translation>開始對話</translation>
  </message>
  <message>
   <source>Compare with…</source>
   <translation>與其他模型對比…</translation>
  </message>
  <message>
   <source>More</source>
   <translation>更多</translation>
  </message>
  <message>
   <source>About this model</source>
   <translation>關於此模型</translation>
  </message>
  <message>
   <source>Parameters of each part</source>
   <translation>各部分參數</translation>
  </message>
  <message>
   <source>Where it comes from</source>
   <translation>來源</translation>
  </message>
  <message>
   <source>Measured</source>
   <translation>實測</translation>
  </message>
  <message>
   <source>In the file</source>
   <translation>檔案內容</translation>
  </message>
  <message>
   <source>About {model}</source>
   <translation>關於 {model}</translation>
  </message>
  <message>
   <source>Asking the host…</source>
   <translation>正在查詢服務…</translation>
  </message>
  <message>
   <source>The host said nothing.</source>
   <translation>服務未返回內容。</translation>
  </message>
  <message>
   <source>The host does not tell how it is built.</source>
   <translation>服務未提供其結構。</translation>
  </message>
  <message>
   <source>Arrow keys move between the parts.</source>
   <translation>用方向鍵在各部分之間移動。</translation>
  </message>
  <message>
   <source>Save as picture…</source>
   <translation>儲存為圖片…</translation>
  </message>
  <message>
   <source>Reading…</source>
   <translation>正在讀取…</translation>
  </message>
  <message>
   <source>Open in the Workshop</source>
   <translation>在工坊中開啟</translation>
  </message>
  <message>
   <source>Make a variant…</source>
   <translation>建立自定義模型…</translation>
  </message>
  <message>
   <source>Copy…</source>
   <translation>複製…</translation>
  </message>
  <message>
   <source>Rename…</source>
   <translation>重新命名…</translation>
  </message>
  <message>
   <source>Look for a newer version</source>
   <translation>檢查新版本</translation>
  </message>
  <message>
   <source>Delete…</source>
   <translation>刪除…</translation>
  </message>
  <message>
   <source>Save the diagram</source>
   <translation>儲存架構圖</translation>
  </message>
  <message>
   <source>PNG pictures (*.png)</source>
   <translation>PNG 圖片 (*.png)</translation>
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
   <translation>循環</translation>
  </message>
  <message>
   <source>Feed-forward</source>
   <translation>前饋</translation>
  </message>
  <message>
   <source>Experts</source>
   <translation>專家</translation>
  </message>
  <message>
   <source>Norms</source>
   <translation>歸一化</translation>
  </message>
  <message>
   <source>Output</source>
   <translation>輸出</translation>
  </message>
  <message>
   <source>Vision</source>
   <translation>視覺</translation>
  </message>
  <message>
   <source>Other</source>
   <translation>其他</translation>
  </message>
  <message>
   <source>Turns each token into a vector.</source>
   <translation>把每個 token 變成一組數值。</translation>
  </message>
  <message>
   <source>Lets each token use the tokens before it.</source>
   <translation>讓每個 token 參考它之前的 token。</translation>
  </message>
  <message>
   <source>Keeps a state of fixed size instead of all tokens before.</source>
   <translation>保留固定大小的狀態，而不保留之前的所有 token。</translation>
  </message>
  <message>
   <source>Computes on each token by itself.</source>
   <translation>對每個 token 單獨計算。</translation>
  </message>
  <message>
   <source>Feed-forward parts, of which only some compute each token.</source>
   <translation>多個前饋部分，每個 token 只用其中幾個。</translation>
  </message>
  <message>
   <source>Keep the vectors in a steady range.</source>
   <translation>使數值保持在穩定的範圍內。</translation>
  </message>
  <message>
   <source>Turns the last vector into a probability for each token.</source>
   <translation>把最後的數值變成每個 token 的概率。</translation>
  </message>
  <message>
   <source>Turns pictures or sound into vectors.</source>
   <translation>把圖片或聲音變成數值。</translation>
  </message>
  <message>
   <source>{part}: {n} parameters, {share} of all, {size}, {kinds}</source>
   <translation>{part}：{n} 個參數，佔 {share}，{size}，{kinds}</translation>
  </message>
  <message>
   <source>size unknown</source>
   <translation>大小未知</translation>
  </message>
  <message>
   <source>Latent attention</source>
   <translation>潛在注意力（MLA）</translation>
  </message>
  <message>
   <source>Recurrent part</source>
   <translation>循環部分</translation>
  </message>
  <message>
   <source>Attention and recurrent part</source>
   <translation>注意力與循環部分</translation>
  </message>
  <message>
   <source>Attention or recurrent part</source>
   <translation>注意力或循環部分</translation>
  </message>
  <message>
   <source>Sliding-window attention</source>
   <translation>滑動窗口注意力</translation>
  </message>
  <message>
   <source>{n} heads, {kv} for keys and values</source>
   <translation>注意力頭 {n}（KV 頭 {kv}）</translation>
  </message>
  <message>
   <source>{n} numbers per head</source>
   <translation>每頭 {n} 維</translation>
  </message>
  <message>
   <source>keys and values in one vector of {n}</source>
   <translation>鍵和值合為 {n} 維</translation>
  </message>
  <message>
   <source>sees the last {n} tokens</source>
   <translation>只看最近 {n} token</translation>
  </message>
  <message>
   <source>a state of fixed size</source>
   <translation>固定大小的狀態</translation>
  </message>
  <message>
   <source>which blocks have which is unknown without the tensors</source>
   <translation>沒有張量列表，無法得知哪些層是哪一種</translation>
  </message>
  <message>
   <source>{used} of {n} used for each token</source>
   <translation>{n} 個，每個 token 啟動 {used} 個</translation>
  </message>
  <message>
   <source>{n} wide each</source>
   <translation>每個 {n} 維</translation>
  </message>
  <message>
   <source>For each token {n} of {all} parameters are used.</source>
   <translation>每個 token 啟動 {n} 參數，共 {all}。</translation>
  </message>
  <message>
   <source>It has a sliding window of {n} tokens; which blocks use it is unknown.</source>
   <translation>它有 {n} token 的滑動窗口，哪些層使用未知。</translation>
  </message>
  <message>
   <source>This host does not list the tensors: parameters of each part are unknown.</source>
   <translation>此服務不列出張量，各部分參數未知。</translation>
  </message>
  <message numerus="yes">
   <source>and %n further kind(s) of blocks</source>
   <translation>
    <numerusform>另有 %n 種層</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n block(s)</source>
   <translation>
    <numerusform>%n 層</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n block(s) that draft further tokens</source>
   <translation>
    <numerusform>%n 層（用於預測後續 token）</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n block(s) of the encoder</source>
   <translation>
    <numerusform>編碼器 %n 層</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n block(s) of the decoder</source>
   <translation>
    <numerusform>解碼器 %n 層</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n expert(s)</source>
   <translation>
    <numerusform>%n 個專家</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>and %n shared one(s)</source>
   <translation>
    <numerusform>另有 %n 個共享專家</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n head(s)</source>
   <translation>
    <numerusform>%n 個頭</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>ModelPageOpener</name>
  <message>
   <source>The diagram is in {path}.</source>
   <translation>架構圖已儲存到 {path}。</translation>
  </message>
 </context>
 <context>
  <name>ModelTexts</name>
  <message>
   <source>Copy</source>
   <translation>複製</translation>
  </message>
  <message>
   <source>More</source>
   <translation>更多</translation>
  </message>
  <message>
   <source>Template</source>
   <translation>範本</translation>
  </message>
  <message>
   <source>System prompt</source>
   <translation>系統提示詞</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>參數</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>許可證</translation>
  </message>
  <message>
   <source>Tensors</source>
   <translation>張量</translation>
  </message>
  <message>
   <source>Every key</source>
   <translation>全部鍵值</translation>
  </message>
  <message>
   <source>Modelfile</source>
   <translation>Modelfile</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名稱</translation>
  </message>
  <message>
   <source>Value</source>
   <translation>值</translation>
  </message>
  <message>
   <source>Copied</source>
   <translation>已複製</translation>
  </message>
  <message>
   <source>Tensor</source>
   <translation>張量</translation>
  </message>
  <message>
   <source>Kind</source>
   <translation>類型</translation>
  </message>
  <message>
   <source>Shape</source>
   <translation>形狀</translation>
  </message>
  <message>
   <source>Bytes</source>
   <translation>大小</translation>
  </message>
  <message>
   <source>Key</source>
   <translation>鍵</translation>
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
   <translation>視覺</translation>
  </message>
  <message>
   <source>audio</source>
   <translation>音訊</translation>
  </message>
  <message>
   <source>embedding</source>
   <translation>嵌入</translation>
  </message>
  <message>
   <source>fills gaps</source>
   <translation>補全</translation>
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
   <translation>參數量</translation>
  </message>
  <message>
   <source>size</source>
   <translation>大小</translation>
  </message>
  <message>
   <source>quantisation</source>
   <translation>量化規格</translation>
  </message>
  <message>
   <source>licence</source>
   <translation>許可證</translation>
  </message>
  <message>
   <source>month of release</source>
   <translation>發布月份</translation>
  </message>
  <message>
   <source>build</source>
   <translation>結構</translation>
  </message>
  <message>
   <source>whether it can be downloaded</source>
   <translation>能否下載</translation>
  </message>
  <message>
   <source>the version it needs</source>
   <translation>所需版本</translation>
  </message>
  <message>
   <source>the EU</source>
   <translation>歐盟</translation>
  </message>
  <message>
   <source>the UK</source>
   <translation>英國</translation>
  </message>
  <message>
   <source>South Korea</source>
   <translation>韓國</translation>
  </message>
  <message>
   <source>Needs {need}, {free} free</source>
   <translation>需要 {need}，可用 {free}</translation>
  </message>
  <message>
   <source>Disk lacks {size}</source>
   <translation>磁碟還差 {size}</translation>
  </message>
  <message>
   <source>Tight</source>
   <translation>勉強</translation>
  </message>
  <message>
   <source>GPU+RAM</source>
   <translation>顯示記憶體+記憶體</translation>
  </message>
  <message>
   <source>Slow</source>
   <translation>較慢</translation>
  </message>
  <message>
   <source>Fits the GPU</source>
   <translation>顯示記憶體可容納</translation>
  </message>
  <message>
   <source>Fits</source>
   <translation>可執行</translation>
  </message>
  <message>
   <source>Cloud only</source>
   <translation>僅雲端</translation>
  </message>
  <message>
   <source>Several files</source>
   <translation>多個分割檔</translation>
  </message>
  <message>
   <source>Not supported yet</source>
   <translation>暫不支援</translation>
  </message>
  <message>
   <source>No download known</source>
   <translation>暫無可用下載</translation>
  </message>
  <message>
   <source>{n} trillion</source>
   <translation>{n} 萬億</translation>
  </message>
  <message>
   <source>{n} billion</source>
   <translation>{n} 十億</translation>
  </message>
  <message>
   <source>{n} hundred million</source>
   <translation>{n} 億</translation>
  </message>
  <message>
   <source>{n} million</source>
   <translation>{n} 百萬</translation>
  </message>
  <message>
   <source>{n} ten thousand</source>
   <translation>{n} 萬</translation>
  </message>
  <message>
   <source>{n} trillion parameters</source>
   <translation>{n} 萬億參數</translation>
  </message>
  <message>
   <source>{n} billion parameters</source>
   <translation>{n} 十億參數</translation>
  </message>
  <message>
   <source>{n} hundred million parameters</source>
   <translation>{n} 億參數</translation>
  </message>
  <message>
   <source>{n} million parameters</source>
   <translation>{n} 百萬參數</translation>
  </message>
  <message>
   <source>{n} ten thousand parameters</source>
   <translation>{n} 萬參數</translation>
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
   <translation>未授權在{places}使用 · {licence}</translation>
  </message>
  <message>
   <source>licence not checked</source>
   <translation>許可證未核對</translation>
  </message>
  <message>
   <source>Always thinks before it answers; this cannot be turned off.</source>
   <translation>回答前總會思考，無法關閉。</translation>
  </message>
  <message>
   <source>Thinking can be turned on and off.</source>
   <translation>思考可開可關。</translation>
  </message>
  <message>
   <source>Always thinks, as much as is asked for: {levels}.</source>
   <translation>總會思考，程度可選：{levels}。</translation>
  </message>
  <message>
   <source>Thinking can be turned off, or asked for as {levels}.</source>
   <translation>思考可關閉，也可選 {levels}。</translation>
  </message>
  <message>
   <source>Its own template decides whether it thinks.</source>
   <translation>是否思考由它自己的範本決定。</translation>
  </message>
  <message>
   <source>Runs on the GPU: needs {need} of {free} free with a context of {context}.</source>
   <translation>在 GPU 上執行：上下文 {context} 時需要 {need} 顯示記憶體，可用 {free}。</translation>
  </message>
  <message>
   <source>Runs partly on the GPU ({gpu}) and partly in memory ({ram}), with a context of {context}.</source>
   <translation>上下文 {context} 時，部分在顯示記憶體（{gpu}）、部分在記憶體（{ram}）中執行。</translation>
  </message>
  <message>
   <source>Runs in memory: needs {need} of {free} free with a context of {context}.</source>
   <translation>在記憶體中執行：上下文 {context} 時需要 {need}，可用 {free}。</translation>
  </message>
  <message>
   <source>Does not fit: needs {need} with a context of {context}, and {free} would be free at most.</source>
   <translation>放不下：上下文 {context} 時需要 {need}，最多隻有 {free} 可用。</translation>
  </message>
  <message>
   <source>What is loaded now must leave first.</source>
   <translation>需要先卸載現在載入的模型。</translation>
  </message>
  <message>
   <source>Its build is not known exactly, so this is an estimate.</source>
   <translation>它的結構並不完全清楚，這是估計。</translation>
  </message>
  <message>
   <source>Loaded here it took {measured}; {expected} were expected.</source>
   <translation>在本機載入後佔用 {measured}，預計為 {expected}。</translation>
  </message>
  <message>
   <source>It wrote {measured} tok/s; {expected} were expected.</source>
   <translation>實際速度 {measured} tok/s，預計為 {expected}。</translation>
  </message>
  <message>
   <source>The longest context that stays on the GPU: {n} tokens.</source>
   <translation>能完全留在顯示記憶體中的最長上下文：{n} token。</translation>
  </message>
  <message>
   <source>Will write {about}, between {low} and {high}.</source>
   <translation>預計{about}，在 {low} 到 {high} 之間。</translation>
  </message>
  <message>
   <source>Installed</source>
   <translation>已安裝</translation>
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
   <translation>佔用記憶體 {size}</translation>
  </message>
  <message>
   <source>usually {rate} here</source>
   <translation>本機通常 {rate}</translation>
  </message>
  <message>
   <source>loaded</source>
   <translation>已載入</translation>
  </message>
  <message>
   <source>too big for this computer</source>
   <translation>對本機來説太大</translation>
  </message>
  <message>
   <source>unloads {models} first</source>
   <translation>會先卸載 {models}</translation>
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
   <translation>目錄</translation>
  </message>
  <message>
   <source>Installed</source>
   <translation>已安裝</translation>
  </message>
  <message>
   <source>Downloads</source>
   <translation>下載</translation>
  </message>
  <message>
   <source>What to show</source>
   <translation>顯示內容</translation>
  </message>
  <message>
   <source>Name, lab or hf.co/… to pull</source>
   <translation>名稱、廠商，或下載 hf.co/…</translation>
  </message>
  <message>
   <source>Look for a model, or name one to pull</source>
   <translation>尋找模型，或輸入要下載的模型名</translation>
  </message>
  <message>
   <source>Import GGUF…</source>
   <translation>匯入 GGUF…</translation>
  </message>
  <message>
   <source>Make a model of a file on this computer; you can drag it here, too</source>
   <translation>用本機的檔案生成模型；也可以把檔案拖到這裏</translation>
  </message>
 </context>
 <context>
  <name>ModelsPage</name>
  <message>
   <source>{model} is here.</source>
   <translation>{model} 已就緒。</translation>
  </message>
  <message>
   <source>Chat with it now</source>
   <translation>開始對話</translation>
  </message>
  <message>
   <source>{model} was given up. What had arrived is deleted when Ollama starts the next time.</source>
   <translation>已取消下載 {model}。已下載的部分會在 Ollama 下次啟動時刪除。</translation>
  </message>
  <message>
   <source>This host is an OpenAI-compatible server: its models are loaded and changed where it runs.</source>
   <translation>此服務是相容 OpenAI 的伺服器：它的模型在其執行的地方載入和修改。</translation>
  </message>
  <message>
   <source>Resume all</source>
   <translation>全部繼續</translation>
  </message>
 </context>
 <context>
  <name>NameDialog</name>
  <message>
   <source>New name</source>
   <translation>新名稱</translation>
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
   <translation>可以下載</translation>
  </message>
  <message>
   <source>Runs on the built-in engine</source>
   <translation>可在內置引擎上執行</translation>
  </message>
  <message>
   <source>By name</source>
   <translation>按名稱</translation>
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
   <translation>按廠商</translation>
  </message>
  <message>
   <source>Filter · {n}</source>
   <translation>篩選 · {n}</translation>
  </message>
  <message>
   <source>Filter</source>
   <translation>篩選</translation>
  </message>
  <message>
   <source>What a model must be able to do, and the order: {order}</source>
   <translation>模型須具備什麼，以及排列順序：{order}</translation>
  </message>
 </context>
 <context>
  <name>Navigation</name>
  <message>
   <source>{model} is here now.</source>
   <translation>{model} 已經下載好了。</translation>
  </message>
  <message>
   <source>Chat with it now</source>
   <translation>開始對話</translation>
  </message>
 </context>
 <context>
  <name>NetworkForm</name>
  <message>
   <source>Continue unfinished downloads when Teahouse starts</source>
   <translation>啟動 Teahouse 時繼續未完成的下載</translation>
  </message>
  <message>
   <source>Let an Ollama that Teahouse starts use cloud models</source>
   <translation>允許由 Teahouse 啟動的 Ollama 使用雲端模型</translation>
  </message>
  <message>
   <source>While both are off, Teahouse contacts nobody but its host until you ask for it. Cloud models answer on the servers of ollama.com: what you write to them leaves this computer. That choice takes effect when Teahouse starts Ollama the next time.</source>
   <translation>兩項都關閉時，除服務外，Teahouse 只在你要求時才聯繫別處。雲端模型在 ollama.com 的伺服器上回答：你寫給它們的內容會離開這台電腦。此項在 Teahouse 下次啟動 Ollama 時生效。</translation>
  </message>
 </context>
 <context>
  <name>NewChatButton</name>
  <message>
   <source>New chat</source>
   <translation>新對話</translation>
  </message>
 </context>
 <context>
  <name>NewModelDialog</name>
  <message>
   <source>Name of the new model</source>
   <translation>新模型的名稱</translation>
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
   <translation>正在向儲存庫查詢 {model}…</translation>
  </message>
  <message numerus="yes">
   <source>Asking the registries about %n model(s)…</source>
   <translation>
    <numerusform>正在向儲存庫查詢 %n 個模型…</numerusform>
   </translation>
  </message>
  <message>
   <source>Pull it</source>
   <translation>下載</translation>
  </message>
  <message>
   <source>Pull them</source>
   <translation>全部下載</translation>
  </message>
  <message>
   <source>Its registry does not know {model}: it was made here, or is gone.</source>
   <translation>它的儲存庫裏沒有 {model}：它是在本機製作的，或已下架。</translation>
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
    <numerusform>%n 個模型已是最新。</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n model(s) are in no registry that could be asked.</source>
   <translation>
    <numerusform>%n 個模型無法檢查更新。</numerusform>
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
   <translation>檢視目錄</translation>
  </message>
  <message>
   <source>Find models on this computer…</source>
   <translation>尋找本機上的模型…</translation>
  </message>
  <message>
   <source>Look again</source>
   <translation>重新尋找</translation>
  </message>
 </context>
 <context>
  <name>NoticeLine</name>
  <message>
   <source>Close this note</source>
   <translation>關閉這條提示</translation>
  </message>
 </context>
 <context>
  <name>NoticeRow</name>
  <message>
   <source>Close this notice</source>
   <translation>關閉這條通知</translation>
  </message>
 </context>
 <context>
  <name>Notices</name>
  <message numerus="yes">
   <source>%n more notice(s)</source>
   <translation>
    <numerusform>還有 %n 條通知</numerusform>
   </translation>
  </message>
  <message>
   <source>Show only one</source>
   <translation>只顯示一條</translation>
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
   <translation>{hours} 小時 {minutes} 分</translation>
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
   <translation>結束它</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
  <message>
   <source>Another program holds Teahouse's data folder.</source>
   <translation>另一個程式佔用了 Teahouse 的資料目錄。</translation>
  </message>
  <message>
   <source>It has locked {path}. Teahouse opens as soon as that file is free.</source>
   <translation>它鎖定了 {path}。該檔案一釋放，Teahouse 就會開啟。</translation>
  </message>
  <message>
   <source>Teahouse is running on the computer “{computer}”.</source>
   <translation>Teahouse 正在電腦「{computer}」上執行。</translation>
  </message>
  <message>
   <source>It uses the same data folder, {folder}. Quit it there; it then opens here.</source>
   <translation>它使用同一個資料目錄 {folder}。請在那台電腦上結束它，隨後它會在這裏開啟。</translation>
  </message>
  <message>
   <source>Teahouse is still closing.</source>
   <translation>Teahouse 仍在關閉。</translation>
  </message>
  <message>
   <source>Teahouse is already running, but does not answer.</source>
   <translation>Teahouse 已在執行，但沒有響應。</translation>
  </message>
  <message>
   <source>Process {pid} ({program}) uses the data folder {folder}. You can wait for it. If you end it, what has arrived of its replies is kept: it is on disk.</source>
   <translation>程序 {pid}（{program}）正在使用資料目錄 {folder}。你可以等它恢復。如果結束它，已經收到的回覆內容不會丟失：它們已儲存在磁碟上。</translation>
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
   <translation>對話</translation>
  </message>
  <message>
   <source>Compare</source>
   <translation>對比</translation>
  </message>
  <message>
   <source>Evaluate</source>
   <translation>評測</translation>
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
    <numerusform>%n 對</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n cannot be used: both texts must be there, and differ</source>
   <translation>
    <numerusform>%n 對無法使用：兩段文字都要填寫，且不能相同</numerusform>
   </translation>
  </message>
  <message>
   <source>at least two are needed; ten or more are better</source>
   <translation>至少需要兩對，十對以上更好</translation>
  </message>
  <message>
   <source>Contrast pairs</source>
   <translation>對比文字對</translation>
  </message>
  <message>
   <source>Two messages to the model that differ only in what is to be steered. The direction from the right one to the left one is then added to what the model computes.</source>
   <translation>發給模型的兩條訊息，只在要引導的方面不同。從右邊指向左邊的方向會加到模型的計算中。</translation>
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
   <translation>新增一對</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>移除</translation>
  </message>
  <message>
   <source>Import…</source>
   <translation>匯入…</translation>
  </message>
  <message>
   <source>Export…</source>
   <translation>匯出…</translation>
  </message>
  <message>
   <source>Towards 1</source>
   <translation>趨向 1</translation>
  </message>
  <message>
   <source>Towards −1</source>
   <translation>趨向 −1</translation>
  </message>
 </context>
 <context>
  <name>Palette</name>
  <message>
   <source>What would you like to do?</source>
   <translation>你想做什麼？</translation>
  </message>
  <message>
   <source>All actions</source>
   <translation>所有操作</translation>
  </message>
  <message>
   <source>No action has these words.</source>
   <translation>沒有符合的操作。</translation>
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
   <translation>新增參數</translation>
  </message>
  <message>
   <source>Parameter</source>
   <translation>參數</translation>
  </message>
  <message>
   <source>The model it is made from has it; give it another value instead</source>
   <translation>基礎模型自帶此參數；可以改成別的值</translation>
  </message>
 </context>
 <context>
  <name>Parameters</name>
  <message>
   <source>As in the settings</source>
   <translation>跟隨全域設定</translation>
  </message>
  <message>
   <source>Unload after each reply</source>
   <translation>每次回覆後卸載</translation>
  </message>
  <message numerus="yes">
   <source>%n minute(s)</source>
   <translation>
    <numerusform>%n 分鐘</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n hour(s)</source>
   <translation>
    <numerusform>%n 小時</numerusform>
   </translation>
  </message>
  <message>
   <source>Until unloaded by hand</source>
   <translation>直到手動卸載</translation>
  </message>
  <message>
   <source>8 bits (q8_0)</source>
   <translation>8 位（q8_0）</translation>
  </message>
  <message>
   <source>8 bits (q8_0), saves {size}</source>
   <translation>8 位（q8_0），節省 {size}</translation>
  </message>
  <message>
   <source>As the engine starts</source>
   <translation>按引擎的設定</translation>
  </message>
  <message>
   <source>16 bits (f16)</source>
   <translation>16 位（f16）</translation>
  </message>
  <message>
   <source>None</source>
   <translation>無</translation>
  </message>
  <message>
   <source>JSON schema</source>
   <translation>JSON Schema</translation>
  </message>
  <message>
   <source>Plain text</source>
   <translation>純文字</translation>
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
   <translation>系統提示詞</translation>
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
   <translation>適配器</translation>
  </message>
  <message>
   <source>How strongly each adapter of the model acts: 0 is the model without it, 1 as it was trained. A change holds from the next reply on, and loads nothing.</source>
   <translation>各適配器的作用強度：0 表示不使用，1 為訓練時的強度。從下一次回覆起生效，無需重新載入模型。</translation>
  </message>
  <message>
   <source>Steering</source>
   <translation>引導</translation>
  </message>
  <message>
   <source>the model’s own</source>
   <translation>模型自帶的值</translation>
  </message>
  <message>
   <source>Memory of the context</source>
   <translation>上下文的記憶體</translation>
  </message>
  <message>
   <source>In 8 bits the context takes about half of the memory; replies may differ a little. Changing it loads the model again.</source>
   <translation>用 8 位時，上下文約佔一半的記憶體；回覆可能略有不同。更改後會重新載入模型。</translation>
  </message>
  <message>
   <source>Repeat penalty</source>
   <translation>重複懲罰</translation>
  </message>
  <message>
   <source>Repeat window</source>
   <translation>重複檢測窗口</translation>
  </message>
  <message>
   <source>How many tokens back repeats are looked for: 0 is none, -1 the whole context.</source>
   <translation>向前多少 token 內檢查重複：0 為不檢查，-1 為整個上下文。</translation>
  </message>
  <message>
   <source>Presence penalty</source>
   <translation>存在懲罰</translation>
  </message>
  <message>
   <source>Above 0, words that were said already become less likely, no matter how often; below 0 likelier.</source>
   <translation>大於 0 時，已經出現過的詞更不容易再出現，不論出現過幾次；小於 0 則更容易。</translation>
  </message>
  <message>
   <source>Frequency penalty</source>
   <translation>頻率懲罰</translation>
  </message>
  <message>
   <source>Above 0, words become less likely the more often they were said; below 0 likelier.</source>
   <translation>大於 0 時，出現次數越多的詞越不容易再出現；小於 0 則更容易。</translation>
  </message>
  <message>
   <source>Typical P</source>
   <translation>Typical P</translation>
  </message>
  <message>
   <source>Words that are far likelier or less likely than expected are left out; 1 leaves none out.</source>
   <translation>排除概率與預期相差太大的詞；1 表示不排除。</translation>
  </message>
  <message>
   <source>Draft model</source>
   <translation>草稿模型</translation>
  </message>
  <message>
   <source>A small model of the same family guesses the next words, and this one checks several at once: the same reply, often sooner, for more memory. Changing it loads the model again.</source>
   <translation>同一系列的小模型先猜接下來的詞，由目前模型一次檢查多個：回覆相同，常常更快，但佔用更多記憶體。更改後會重新載入模型。</translation>
  </message>
  <message>
   <source>Seed</source>
   <translation>隨機種子</translation>
  </message>
  <message>
   <source>How strongly the model’s direction acts: below 0 it acts the other way, 0 is the model without it. Changing it loads the model again.</source>
   <translation>模型的引導方向作用有多強：低於 0 時方向相反，0 相當於沒有引導。更改後會重新載入模型。</translation>
  </message>
  <message>
   <source>Context, in tokens</source>
   <translation>上下文（token）</translation>
  </message>
  <message>
   <source>Longest reply, in tokens</source>
   <translation>最大 Token 數</translation>
  </message>
  <message>
   <source>Stop at</source>
   <translation>停止序列</translation>
  </message>
  <message>
   <source>Form of the reply</source>
   <translation>回覆格式</translation>
  </message>
  <message>
   <source>Keep the model loaded</source>
   <translation>保持載入時長</translation>
  </message>
  <message>
   <source>What the model is told before the conversation, with every message.</source>
   <translation>在對話之前告訴模型的內容，隨每條訊息一起傳送。</translation>
  </message>
  <message>
   <source>How freely words are chosen: 0 takes the likeliest each time, above 1 becomes wild.</source>
   <translation>選詞的隨機程度：0 總取概率最高的詞，大於 1 則趨於發散。</translation>
  </message>
  <message>
   <source>Only the likeliest words that together reach this share are taken.</source>
   <translation>只從累計概率達到此值的詞中選取，概率高者優先。</translation>
  </message>
  <message>
   <source>Only so many of the likeliest words are taken; 0 is all.</source>
   <translation>只從概率最高的 K 個詞中選取；0 表示全部。</translation>
  </message>
  <message>
   <source>Words below this share of the likeliest one's chance are left out.</source>
   <translation>概率低於最可能詞此比例的詞會被排除。</translation>
  </message>
  <message>
   <source>Above 1, words that were said lately become less likely.</source>
   <translation>大於 1 時，剛説過的詞更不容易再次出現。</translation>
  </message>
  <message>
   <source>The same number gives the same reply to the same question.</source>
   <translation>種子相同，同一問題得到相同回覆。</translation>
  </message>
  <message>
   <source>How much of the conversation the model can hold. A larger one takes more memory, and changing it loads the model again.</source>
   <translation>模型能容納多少對話內容。越大佔用記憶體越多；更改後會重新載入模型。</translation>
  </message>
  <message>
   <source>The reply ends after so many tokens; -1 is no limit, -2 until the context is full.</source>
   <translation>達到此 token 數即停止；-1 為不限，-2 為直到上下文佔滿。</translation>
  </message>
  <message>
   <source>The reply ends where one of these texts would come, one a line. \n stands for a line break.</source>
   <translation>回覆在這些文字將要出現的地方結束，每行一條。\n 表示換行。</translation>
  </message>
  <message>
   <source>Plain text, any JSON, or JSON that follows a schema.</source>
   <translation>純文字、任意 JSON，或符合某個 Schema 的 JSON。</translation>
  </message>
  <message>
   <source>How long the model stays in memory after a reply.</source>
   <translation>回覆之後模型保持載入多久。</translation>
  </message>
  <message>
   <source>random</source>
   <translation>隨機</translation>
  </message>
  <message>
   <source>no limit</source>
   <translation>不限</translation>
  </message>
  <message>
   <source>automatic</source>
   <translation>自動</translation>
  </message>
  <message>
   <source>nothing but the model’s own end</source>
   <translation>僅模型自身的結束符</translation>
  </message>
  <message>
   <source>While it is empty: {value}.</source>
   <translation>留空時：{value}。</translation>
  </message>
  <message>
   <source>This is not JSON: line {line}, column {column}.</source>
   <translation>這不是 JSON：第 {line} 行，第 {column} 列。</translation>
  </message>
  <message>
   <source>A schema is a JSON object: it begins with { and ends with }.</source>
   <translation>Schema 是一個 JSON 對象：以 { 開頭，以 } 結尾。</translation>
  </message>
  <message>
   <source>A whole number from {low} to {high}.</source>
   <translation>{low} 到 {high} 之間的整數。</translation>
  </message>
  <message>
   <source>A number from {low} to {high}.</source>
   <translation>{low} 到 {high} 之間的數。</translation>
  </message>
  <message>
   <source>With another scale the model loads again at the next message.</source>
   <translation>改用其他強度時，傳送下一條訊息會重新載入模型。</translation>
  </message>
  <message>
   <source>With another scale the model loads again at the next message; last in {time}.</source>
   <translation>改用其他強度時，傳送下一條訊息會重新載入模型；上次用時 {time}。</translation>
  </message>
 </context>
 <context>
  <name>ParametersDialog</name>
  <message>
   <source>Use for all lanes</source>
   <translation>用於所有模型</translation>
  </message>
  <message>
   <source>Parameters for all lanes</source>
   <translation>所有模型的參數</translation>
  </message>
  <message>
   <source>System prompt</source>
   <translation>系統提示詞</translation>
  </message>
  <message>
   <source>any, the same for all lanes</source>
   <translation>任意，所有模型相同</translation>
  </message>
  <message>
   <source>any, the same for all lanes; last {seed}</source>
   <translation>任意，所有模型相同；上次為 {seed}</translation>
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
   <translation>更多參數</translation>
  </message>
  <message>
   <source>Undo the reset</source>
   <translation>復原重置</translation>
  </message>
  <message>
   <source>Reset all</source>
   <translation>全部重置</translation>
  </message>
  <message>
   <source>New chats begin with these</source>
   <translation>新對話將使用這些參數</translation>
  </message>
  <message>
   <source>Use for new chats</source>
   <translation>用於新對話</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>參數</translation>
  </message>
  <message>
   <source>Parameters of this conversation</source>
   <translation>此對話的參數</translation>
  </message>
  <message>
   <source>Close the parameters</source>
   <translation>關閉參數</translation>
  </message>
 </context>
 <context>
  <name>PartsTable</name>
  <message>
   <source>Parameters of each part</source>
   <translation>各部分參數</translation>
  </message>
  <message>
   <source>Part</source>
   <translation>部分</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>參數</translation>
  </message>
  <message>
   <source>Share</source>
   <translation>佔比</translation>
  </message>
  <message>
   <source>Bytes</source>
   <translation>大小</translation>
  </message>
  <message>
   <source>Types</source>
   <translation>類型</translation>
  </message>
  <message>
   <source>All</source>
   <translation>合計</translation>
  </message>
 </context>
 <context>
  <name>PlainTextField</name>
  <message>
   <source>Nothing was pasted: a field takes {lines} lines and {characters} characters at a time.</source>
   <translation>沒有貼上任何內容：一個輸入框一次最多接受 {lines} 行、{characters} 個字元。</translation>
  </message>
 </context>
 <context>
  <name>Problems</name>
  <message>
   <source>{said} Teahouse keeps looking by itself.</source>
   <translation>{said}Teahouse 會自動繼續尋找。</translation>
  </message>
  <message>
   <source>Waiting for the system's keyring. It may be asking for your password in another window.</source>
   <translation>正在等待系統鑰匙圈。它可能正在另一個窗口中要求你輸入密碼。</translation>
  </message>
  <message>
   <source>Connect without it</source>
   <translation>不用它，直接連接</translation>
  </message>
  <message>
   <source>Ollama is installed on this computer but does not run; the built-in engine answers meanwhile.</source>
   <translation>這台電腦上裝有 Ollama，但沒有執行；目前由內置引擎回答。</translation>
  </message>
  <message>
   <source>Retry</source>
   <translation>重試</translation>
  </message>
  <message>
   <source>Use the built-in engine</source>
   <translation>使用內置引擎</translation>
  </message>
  <message>
   <source>Start Ollama</source>
   <translation>啟動 Ollama</translation>
  </message>
  <message>
   <source>Put the text into the composer</source>
   <translation>把文字放回輸入框</translation>
  </message>
  <message>
   <source>The message was not sent. {why}</source>
   <translation>訊息沒有傳送。{why}</translation>
  </message>
  <message numerus="yes">
   <source>%n message(s) deleted.</source>
   <translation>
    <numerusform>已刪除 %n 條訊息。</numerusform>
   </translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>復原</translation>
  </message>
  <message>
   <source>Deleted “{title}”</source>
   <translation>已刪除「{title}」</translation>
  </message>
  <message>
   <source>The models are not known yet. Your message stays here; send it in a moment.</source>
   <translation>模型列表還沒有就緒。你的訊息保留在這裏，請稍後傳送。</translation>
  </message>
  <message>
   <source>There is no model to answer yet. Your message stays here; install one, then send it.</source>
   <translation>還沒有可以回答的模型。你的訊息保留在這裏，請安裝一個模型後再傳送。</translation>
  </message>
  <message>
   <source>Saved as {path}.</source>
   <translation>已儲存為 {path}。</translation>
  </message>
  <message>
   <source>This conversation is too long to be copied. Save it as a file instead.</source>
   <translation>這個對話太長，無法複製。請改為另存為檔案。</translation>
  </message>
  <message>
   <source>{path} could not be written: {reason}. Nothing of the conversation is lost; choose another place.</source>
   <translation>無法寫入 {path}：{reason}。對話沒有丟失；請選擇其他位置。</translation>
  </message>
  <message>
   <source>That conversation is not kept any more.</source>
   <translation>該對話已不存在。</translation>
  </message>
 </context>
 <context>
  <name>PromptAdder</name>
  <message>
   <source>The question is in the sheet now.</source>
   <translation>問題已新增到評測集。</translation>
  </message>
  <message>
   <source>Open the sheet</source>
   <translation>開啟評測集</translation>
  </message>
 </context>
 <context>
  <name>PromptBar</name>
  <message>
   <source>Follow up</source>
   <translation>追問</translation>
  </message>
  <message>
   <source>Compare again</source>
   <translation>再次對比</translation>
  </message>
  <message>
   <source>Compare</source>
   <translation>對比</translation>
  </message>
  <message>
   <source>Ask all models the same question…</source>
   <translation>向所有模型提出同一個問題…</translation>
  </message>
  <message>
   <source>Question to all models</source>
   <translation>向所有模型提的問題</translation>
  </message>
  <message>
   <source>New comparison</source>
   <translation>新建對比</translation>
  </message>
  <message>
   <source>Stop all</source>
   <translation>全部停止</translation>
  </message>
  <message>
   <source>Attach pictures, text files or PDFs</source>
   <translation>附上圖片、文字檔案或 PDF</translation>
  </message>
 </context>
 <context>
  <name>PromptForm</name>
  <message>
   <source>Title</source>
   <translation>標題</translation>
  </message>
  <message>
   <source>Question</source>
   <translation>問題</translation>
  </message>
  <message>
   <source>Checks of the answer</source>
   <translation>回答的檢查項</translation>
  </message>
  <message>
   <source>The beginning of the question, if it is empty</source>
   <translation>留空則用問題的開頭</translation>
  </message>
  <message>
   <source>System prompt, instead of the sheet’s</source>
   <translation>系統提示詞（替換評測集的）</translation>
  </message>
  <message>
   <source>Variables, one a line: name = value</source>
   <translation>變數，每行一個：名稱 = 值</translation>
  </message>
  <message>
   <source>Add a turn</source>
   <translation>新增一輪</translation>
  </message>
  <message>
   <source>Attach files…</source>
   <translation>新增附件…</translation>
  </message>
  <message>
   <source>Add a check</source>
   <translation>新增檢查項</translation>
  </message>
 </context>
 <context>
  <name>PromptListModel</name>
  <message>
   <source>Checks</source>
   <translation>檢查項</translation>
  </message>
  <message>
   <source>Prompt</source>
   <translation>題目</translation>
  </message>
 </context>
 <context>
  <name>PromptPicker</name>
  <message>
   <source>Saved prompts</source>
   <translation>儲存的提示詞</translation>
  </message>
  <message>
   <source>Write your own…</source>
   <translation>編寫自己的…</translation>
  </message>
 </context>
 <context>
  <name>Prompts</name>
  <message>
   <source>Summarise</source>
   <translation>總結</translation>
  </message>
  <message>
   <source>Summarise this in a few sentences:</source>
   <translation>用幾句話總結下面的內容：</translation>
  </message>
  <message>
   <source>Translate into Chinese</source>
   <translation>翻譯成英文</translation>
  </message>
  <message>
   <source>Translate this into Chinese; keep names, numbers and formatting:</source>
   <translation>把下面的內容翻譯成英文；保留名稱、數字和格式：</translation>
  </message>
  <message>
   <source>Proofread</source>
   <translation>校對</translation>
  </message>
  <message>
   <source>Correct spelling and grammar, change nothing else, and list what you changed:</source>
   <translation>改正錯別字和語法，其他內容不變，並列出改動：</translation>
  </message>
  <message>
   <source>Explain simply</source>
   <translation>通俗講解</translation>
  </message>
  <message>
   <source>Explain this so that somebody new to it understands, with an example:</source>
   <translation>用初學者能懂的話解釋下面的內容，並舉一個例子：</translation>
  </message>
  <message>
   <source>Review code</source>
   <translation>審查程式碼</translation>
  </message>
  <message>
   <source>Review this code: errors first, then what could be simpler, each with its line:</source>
   <translation>審查下面的程式碼：先指出錯誤，再説明哪些可以更簡單，並註明行號：</translation>
  </message>
 </context>
 <context>
  <name>PromptsDialog</name>
  <message>
   <source>Saved prompts</source>
   <translation>儲存的提示詞</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名稱</translation>
  </message>
  <message>
   <source>Text</source>
   <translation>內容</translation>
  </message>
  <message>
   <source>What comes into the composer</source>
   <translation>填入輸入框的內容</translation>
  </message>
  <message>
   <source>New prompt</source>
   <translation>新提示詞</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>刪除</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>復原</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
 </context>
 <context>
  <name>PullActions</name>
  <message>
   <source>Give up {model}?</source>
   <translation>取消下載 {model}？</translation>
  </message>
  <message>
   <source>Remove {model}?</source>
   <translation>移除 {model}？</translation>
  </message>
  <message>
   <source>{size} have arrived. Kept, they need not be fetched again when you go on later.</source>
   <translation>已下載 {size}。保留下來，以後繼續時無須重新下載。</translation>
  </message>
  <message>
   <source>Delete them</source>
   <translation>刪除已下載部分</translation>
  </message>
  <message>
   <source>Keep them</source>
   <translation>保留</translation>
  </message>
  <message>
   <source>Go on pulling</source>
   <translation>繼續下載</translation>
  </message>
 </context>
 <context>
  <name>PullConfirmation</name>
  <message>
   <source>Pull anyway</source>
   <translation>仍然下載</translation>
  </message>
  <message>
   <source>Pull {model}</source>
   <translation>下載 {model}</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Pull {model}?</source>
   <translation>下載 {model}？</translation>
  </message>
  <message>
   <source>It can be kept, but will not run here as it is.</source>
   <translation>可以儲存下來，但以目前配置無法在本機執行。</translation>
  </message>
  <message>
   <source>The disk lacks {size} for it.</source>
   <translation>磁碟空間不夠，還差 {size}。</translation>
  </message>
  <message>
   <source>Licence: {name}. {words}</source>
   <translation>許可證：{name}。{words}</translation>
  </message>
  <message>
   <source>The built-in engine cannot run this model; Ollama can.</source>
   <translation>內置引擎無法執行這個模型，Ollama 可以。</translation>
  </message>
  <message>
   <source>The built-in engine cannot run this model as the library has it; Ollama can. The same model is to be had in a form that it can run, too.</source>
   <translation>內置引擎無法執行模型庫裏的這個版本，Ollama 可以。同一模型也有內置引擎能執行的版本。</translation>
  </message>
  <message>
   <source>It has {size} and would need {need} of memory.</source>
   <translation>大小 {size}，需要 {need} 記憶體。</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
  <message>
   <source>Try it anyway</source>
   <translation>仍然嘗試</translation>
  </message>
  <message>
   <source>{model} cannot be pulled</source>
   <translation>無法下載 {model}</translation>
  </message>
 </context>
 <context>
  <name>PullDialog</name>
  <message>
   <source>Asking the registry…</source>
   <translation>正在查詢儲存庫…</translation>
  </message>
  <message>
   <source>Reading the head of its file…</source>
   <translation>正在讀取檔頭…</translation>
  </message>
  <message>
   <source>context {n}</source>
   <translation>上下文 {n}</translation>
  </message>
  <message>
   <source>The built-in engine cannot run it; Ollama can.</source>
   <translation>內置引擎無法執行它，Ollama 可以。</translation>
  </message>
  <message>
   <source>{model} has {size}.</source>
   <translation>{model} 大小為 {size}。</translation>
  </message>
  <message>
   <source>{size} of it are still to come.</source>
   <translation>其中 {size} 還需下載。</translation>
  </message>
  <message>
   <source>All of it is here.</source>
   <translation>已全部在本機。</translation>
  </message>
  <message>
   <source>{size} are free on the disk.</source>
   <translation>磁碟可用 {size}。</translation>
  </message>
  <message>
   <source>Pull model</source>
   <translation>下載模型</translation>
  </message>
  <message>
   <source>Name of a model</source>
   <translation>模型名稱</translation>
  </message>
  <message>
   <source>As the library has it, hf.co/user/repo:quant, or with a registry of your own; a line with “ollama run” or the address of a model’s page will do, too.</source>
   <translation>可以是模型庫裏的名稱、hf.co/user/repo:quant，或自己的儲存庫；也可以貼上「ollama run」命令行或模型頁面的網址。</translation>
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
   <translation>下載</translation>
  </message>
 </context>
 <context>
  <name>PullRow</name>
  <message>
   <source>Chat with it now</source>
   <translation>開始對話</translation>
  </message>
  <message>
   <source>Pull next</source>
   <translation>優先下載</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>暫停</translation>
  </message>
  <message>
   <source>Resume</source>
   <translation>繼續</translation>
  </message>
  <message>
   <source>Try now</source>
   <translation>立即重試</translation>
  </message>
  <message>
   <source>Pull now</source>
   <translation>立即下載</translation>
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
   <translation>關閉</translation>
  </message>
 </context>
 <context>
  <name>PullStrip</name>
  <message numerus="yes">
   <source>%n more in the queue</source>
   <translation>
    <numerusform>佇列裏還有 %n 個</numerusform>
   </translation>
  </message>
  <message>
   <source>Chat with it now</source>
   <translation>開始對話</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>暫停</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>What is being pulled</source>
   <translation>正在下載的模型</translation>
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
   <translation>排隊中</translation>
  </message>
  <message>
   <source>Paused</source>
   <translation>已暫停</translation>
  </message>
  <message>
   <source>Given up, what had arrived is kept</source>
   <translation>已取消，已下載的部分保留着</translation>
  </message>
  <message>
   <source>Here</source>
   <translation>已在本機</translation>
  </message>
  <message>
   <source>Asking the registry…</source>
   <translation>正在查詢儲存庫…</translation>
  </message>
  <message>
   <source>Checking what has arrived…</source>
   <translation>正在校驗已下載的內容…</translation>
  </message>
  <message>
   <source>Writing it down…</source>
   <translation>正在寫入…</translation>
  </message>
  <message>
   <source>Nothing has come for {time}</source>
   <translation>{time} 沒有收到數據</translation>
  </message>
  <message>
   <source>Checking again what is here</source>
   <translation>正在重新檢查已有內容</translation>
  </message>
  <message>
   <source>file {number} of {count}</source>
   <translation>第 {number} / {count} 個檔案</translation>
  </message>
  <message>
   <source>{time} left</source>
   <translation>還需 {time}</translation>
  </message>
  <message>
   <source>The host is not there, so nothing was begun of {model}. Pull it again when it is.</source>
   <translation>服務未連接，沒有開始下載 {model}。服務恢復後請再下載一次。</translation>
  </message>
  <message numerus="yes">
   <source>%n download(s) not finished and paused.</source>
   <translation>
    <numerusform>有 %n 個下載未完成，已暫停。</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n pulling</source>
   <translation>
    <numerusform>%n 個下載中</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n paused</source>
   <translation>
    <numerusform>%n 個已暫停</numerusform>
   </translation>
  </message>
  <message>
   <source>{model} is here now</source>
   <translation>{model} 已就緒</translation>
  </message>
  <message>
   <source>Chat with it now</source>
   <translation>開始對話</translation>
  </message>
  <message>
   <source>Waits for the host</source>
   <translation>等待服務</translation>
  </message>
  <message>
   <source>Waits until its own host is in use</source>
   <translation>等待切換到它所屬的服務</translation>
  </message>
  <message>
   <source>Waits until {time}</source>
   <translation>等到 {time}</translation>
  </message>
  <message>
   <source>Begins…</source>
   <translation>即將開始…</translation>
  </message>
  <message>
   <source>{registry} does not have all of {model} any more. What has arrived is on the disk: try again later, or remove it</source>
   <translation>{registry} 上的 {model} 已不完整。已下載的部分保留在磁碟上：可稍後再試，或將其移除</translation>
  </message>
  <message>
   <source>The host is not there. What has arrived is kept</source>
   <translation>服務未連接。已下載的部分保留着</translation>
  </message>
  <message>
   <source>Waits</source>
   <translation>等待中</translation>
  </message>
  <message>
   <source>tries again in {time}</source>
   <translation>{time} 後重試</translation>
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
   <translation>類型</translation>
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
   <translation>記憶體</translation>
  </message>
  <message>
   <source>Kept as</source>
   <translation>保留為</translation>
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
   <translation>用於重要性矩陣的文字</translation>
  </message>
  <message>
   <source>Your texts stay on this computer. The original is not changed.</source>
   <translation>你的文字不會離開本機。原模型不會改動。</translation>
  </message>
  <message>
   <source>Made from the text it is measured on, the figures look better than on other texts.</source>
   <translation>矩陣若來自測量所用的文字，數值會比在其他文字上更好看。</translation>
  </message>
  <message>
   <source>Kinds to try</source>
   <translation>要嘗試的類型</translation>
  </message>
  <message>
   <source>Make {kind}</source>
   <translation>製作 {kind}</translation>
  </message>
  <message>
   <source>Measured on</source>
   <translation>測量所用文字</translation>
  </message>
  <message>
   <source>Importance matrix from</source>
   <translation>重要性矩陣來自</translation>
  </message>
  <message>
   <source>Text to measure on</source>
   <translation>用於測量的文字</translation>
  </message>
  <message>
   <source>Paste a text. Each paragraph is also asked as a prompt.</source>
   <translation>貼上一段文字。每個段落也會作為提示詞提問。</translation>
  </message>
  <message>
   <source>Your newest conversations</source>
   <translation>你最近的對話</translation>
  </message>
  <message>
   <source>A pasted text</source>
   <translation>貼上的文字</translation>
  </message>
  <message numerus="yes">
   <source>%n prompt(s) of “{name}”</source>
   <translation>
    <numerusform>「{name}」的 %n 條提示詞</numerusform>
   </translation>
  </message>
  <message>
   <source>None</source>
   <translation>無</translation>
  </message>
  <message>
   <source>The same text</source>
   <translation>同一文字</translation>
  </message>
  <message>
   <source>The file {name}</source>
   <translation>檔案 {name}</translation>
  </message>
  <message>
   <source>A text file…</source>
   <translation>文字檔案…</translation>
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
   <translation>橫軸：檔案大小。圓點越大，輸出越快。</translation>
  </message>
  <message>
   <source>Measured: {what}.</source>
   <translation>測量內容：{what}。</translation>
  </message>
  <message>
   <source>The text file could not be read: {reason}</source>
   <translation>無法讀取文字檔案：{reason}</translation>
  </message>
  <message>
   <source>Discard {kind}?</source>
   <translation>丟棄 {kind}？</translation>
  </message>
  <message>
   <source>The file and its figures are deleted ({size}). The original stays.</source>
   <translation>將刪除該檔案及其測量結果（{size}）。原模型保留。</translation>
  </message>
  <message>
   <source>Discard</source>
   <translation>丟棄</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Save the chart as a picture…</source>
   <translation>將圖表存為圖片…</translation>
  </message>
  <message>
   <source>Export the figures…</source>
   <translation>匯出數據…</translation>
  </message>
  <message>
   <source>Export the figures</source>
   <translation>匯出數據</translation>
  </message>
  <message>
   <source>Save the chart as a picture</source>
   <translation>將圖表存為圖片</translation>
  </message>
  <message>
   <source>Kept as {model}.</source>
   <translation>已保留為 {model}。</translation>
  </message>
  <message>
   <source>Discarded.</source>
   <translation>已丟棄。</translation>
  </message>
  <message>
   <source>Written to {path}</source>
   <translation>已寫入 {path}</translation>
  </message>
 </context>
 <context>
  <name>RatingChart</name>
  <message>
   <source>Ratings by your votes</source>
   <translation>根據你投票的評分</translation>
  </message>
  <message>
   <source>{model}: {rating}, likely between {low} and {high}; {wins} won and {ties} tied of {games}</source>
   <translation>{model}：{rating}，很可能在 {low} 與 {high} 之間；{games} 場中勝 {wins} 場，平 {ties} 場</translation>
  </message>
  <message>
   <source>in {bad} all were bad</source>
   <translation>其中 {bad} 次全部不好</translation>
  </message>
  <message>
   <source>won {wins} of {games}</source>
   <translation>{games} 場中勝 {wins} 場</translation>
  </message>
 </context>
 <context>
  <name>RatingsDialog</name>
  <message>
   <source>Tag: {tag}</source>
   <translation>標籤：{tag}</translation>
  </message>
  <message>
   <source>All votes</source>
   <translation>全部投票</translation>
  </message>
  <message>
   <source>Ratings</source>
   <translation>評分</translation>
  </message>
  <message>
   <source>From your own votes on this computer; a vote counts as a win over each of the other answers. 1000 is the middle; 400 more means to be preferred ten times as often. The bar is where the rating lies with 95 % certainty: with few votes it is long.</source>
   <translation>根據你在這台電腦上的投票；一票算作勝過其他每個回答。1000 是中間值，高出 400 表示被選中的可能性是十倍。橫條為 95% 置信區間，票數越少越寬。</translation>
  </message>
  <message>
   <source>Votes to count</source>
   <translation>計入的投票</translation>
  </message>
  <message>
   <source>Export votes…</source>
   <translation>匯出投票…</translation>
  </message>
  <message>
   <source>Nobody has voted yet. Mark the best answer of a comparison with its star.</source>
   <translation>還沒有人投票。請用星號標出對比中的最佳回答。</translation>
  </message>
 </context>
 <context>
  <name>Recommended</name>
  <message>
   <source>Chat</source>
   <translation>對話</translation>
  </message>
  <message>
   <source>Coding</source>
   <translation>編程</translation>
  </message>
  <message>
   <source>Pictures</source>
   <translation>看圖</translation>
  </message>
  <message>
   <source>Smallest good one</source>
   <translation>夠用的最小模型</translation>
  </message>
  <message>
   <source>{size} on the GPU</source>
   <translation>顯示記憶體 {size}</translation>
  </message>
  <message>
   <source>{size} on the GPU and in memory</source>
   <translation>顯示記憶體與記憶體共 {size}</translation>
  </message>
  <message>
   <source>{size} of memory</source>
   <translation>記憶體 {size}</translation>
  </message>
  <message>
   <source>{size} to download</source>
   <translation>下載 {size}</translation>
  </message>
  <message>
   <source>Small enough for almost any computer.</source>
   <translation>體積小，幾乎任何電腦都能執行。</translation>
  </message>
  <message>
   <source>The smallest that still answers well: most memory stays free.</source>
   <translation>回答質素仍然不錯的最小模型：大部分記憶體保持空閒。</translation>
  </message>
  <message>
   <source>The smallest there is: this computer is slow, others would be slower.</source>
   <translation>這是最小的模型：這台電腦較慢，其他模型只會更慢。</translation>
  </message>
  <message>
   <source>The smallest there is: little memory is free.</source>
   <translation>這是最小的模型：可用記憶體很少。</translation>
  </message>
  <message>
   <source>The best for this in the catalogue.</source>
   <translation>目錄中最擅長這項任務的模型。</translation>
  </message>
  <message>
   <source>The best that leaves memory free: {model} would need {size}.</source>
   <translation>能留出空閒記憶體的最佳選擇：{model} 需要 {size}。</translation>
  </message>
  <message>
   <source>The best for the free disk space: {model} has {size}.</source>
   <translation>磁碟空間允許的最佳選擇：{model} 有 {size}。</translation>
  </message>
  <message>
   <source>The best that answers soon: {model} thinks for long before each answer.</source>
   <translation>能較快回答的最佳選擇：{model} 每次回答前都要思考很久。</translation>
  </message>
  <message>
   <source>Fast enough on almost any computer; the speed of this one is not measured yet.</source>
   <translation>幾乎在任何電腦上都夠快；這台電腦的速度尚未測量。</translation>
  </message>
  <message>
   <source>The best that writes faster than you read: {model} would reach {rate}.</source>
   <translation>輸出快過閲讀速度的最佳選擇：{model} 只有 {rate}。</translation>
  </message>
 </context>
 <context>
  <name>RecommendedModels</name>
  <message>
   <source>Recommended for this computer</source>
   <translation>適合這台電腦的推薦</translation>
  </message>
  <message>
   <source>To begin with</source>
   <translation>可以先用這些</translation>
  </message>
  <message>
   <source>Measuring how fast this computer’s memory is…</source>
   <translation>正在測量這台電腦的記憶體速度…</translation>
  </message>
 </context>
 <context>
  <name>RecommendedRow</name>
  <message>
   <source>Chat</source>
   <translation>對話</translation>
  </message>
  <message>
   <source>Pull</source>
   <translation>下載</translation>
  </message>
 </context>
 <context>
  <name>RegressionsDialog</name>
  <message>
   <source>What got worse</source>
   <translation>變差的回答</translation>
  </message>
  <message numerus="yes">
   <source>%n answer(s) are worse than in the earlier run.</source>
   <translation>
    <numerusform>與之前的評測相比，%n 個回答變差。</numerusform>
   </translation>
  </message>
  <message>
   <source>Prompts with worse answers</source>
   <translation>回答變差的題目</translation>
  </message>
  <message>
   <source>Earlier</source>
   <translation>之前</translation>
  </message>
  <message>
   <source>Now</source>
   <translation>現在</translation>
  </message>
  <message>
   <source>The earlier answer</source>
   <translation>之前的回答</translation>
  </message>
  <message>
   <source>The answer now</source>
   <translation>現在的回答</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
 </context>
 <context>
  <name>RelativesView</name>
  <message>
   <source>It was made from no other model here, and none was made from it.</source>
   <translation>它不是由此處的其他模型建立的，也沒有模型由它建立。</translation>
  </message>
  <message>
   <source>With the same weights</source>
   <translation>權重相同的模型</translation>
  </message>
  <message numerus="yes">
   <source>%n more model(s) of this architecture and size were not asked about.</source>
   <translation>
    <numerusform>另有 %n 個同架構、同規模的模型未查詢。</numerusform>
   </translation>
  </message>
  <message>
   <source>About {model}</source>
   <translation>關於 {model}</translation>
  </message>
  <message>
   <source>quantised</source>
   <translation>量化所得</translation>
  </message>
  <message>
   <source>with an adapter</source>
   <translation>帶適配器</translation>
  </message>
  <message>
   <source>merged with an adapter</source>
   <translation>已合併適配器</translation>
  </message>
  <message>
   <source>steered</source>
   <translation>已引導</translation>
  </message>
  <message>
   <source>changed copy</source>
   <translation>改動後的副本</translation>
  </message>
  <message>
   <source>this model</source>
   <translation>此模型</translation>
  </message>
  <message>
   <source>not installed</source>
   <translation>未安裝</translation>
  </message>
  <message>
   <source>same weights</source>
   <translation>權重相同</translation>
  </message>
 </context>
 <context>
  <name>ResultsCard</name>
  <message>
   <source>What each size costs</source>
   <translation>各種大小的代價</translation>
  </message>
  <message>
   <source>Quality against size</source>
   <translation>質素與大小</translation>
  </message>
  <message>
   <source>Nothing is measured yet. Choose kinds and press Start.</source>
   <translation>尚無測量結果。請選擇類型，然後按「開始」。</translation>
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
   <translation>圖表的指標</translation>
  </message>
  <message>
   <source>Keep as a model…</source>
   <translation>保留為模型…</translation>
  </message>
  <message>
   <source>Discard…</source>
   <translation>丟棄…</translation>
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
   <translation>結果不同 {count}</translation>
  </message>
  <message>
   <source>Failed {count}</source>
   <translation>未透過 {count}</translation>
  </message>
  <message>
   <source>More</source>
   <translation>更多</translation>
  </message>
  <message>
   <source>Which prompts to show</source>
   <translation>顯示哪些題目</translation>
  </message>
  <message>
   <source>No prompt is like that</source>
   <translation>沒有這樣的題目</translation>
  </message>
  <message>
   <source>Choose “All” to see every prompt.</source>
   <translation>選擇「全部」可檢視所有題目。</translation>
  </message>
 </context>
 <context>
  <name>RunDialog</name>
  <message>
   <source>No judge</source>
   <translation>不評判</translation>
  </message>
  <message numerus="yes">
   <source>%n column(s) at most</source>
   <translation>
    <numerusform>最多 %n 列</numerusform>
   </translation>
  </message>
  <message>
   <source>Type the values, with commas between them.</source>
   <translation>請輸入各個值，以逗號分隔。</translation>
  </message>
  <message>
   <source>“{value}” is none of off, on, low, medium and high.</source>
   <translation>「{value}」不是 off、on、low、medium、high 之一。</translation>
  </message>
  <message>
   <source>“{value}” is not a value of this option.</source>
   <translation>「{value}」不是此參數的值。</translation>
  </message>
  <message>
   <source>Choose at least one model; the first is the reference that others are compared with.</source>
   <translation>請至少選擇一個模型；第一個是對比基準。</translation>
  </message>
  <message numerus="yes">
   <source>%n answer(s) to be written</source>
   <translation>
    <numerusform>將生成 %n 個回答</numerusform>
   </translation>
  </message>
  <message>
   <source>about {time}</source>
   <translation>約 {time}</translation>
  </message>
  <message>
   <source>Run a sheet</source>
   <translation>執行評測</translation>
  </message>
  <message>
   <source>Models to ask, each a column of the result:</source>
   <translation>要評測的模型，每個模型在結果中佔一列：</translation>
  </message>
  <message>
   <source>Host</source>
   <translation>服務</translation>
  </message>
  <message>
   <source>Host in use</source>
   <translation>目前服務</translation>
  </message>
  <message>
   <source>Models to ask</source>
   <translation>要評測的模型</translation>
  </message>
  <message>
   <source>Vary</source>
   <translation>變化項</translation>
  </message>
  <message>
   <source>Values</source>
   <translation>取值</translation>
  </message>
  <message>
   <source>Order</source>
   <translation>順序</translation>
  </message>
  <message>
   <source>Judge</source>
   <translation>評判模型</translation>
  </message>
  <message>
   <source>Nothing</source>
   <translation>無</translation>
  </message>
  <message>
   <source>Temperature</source>
   <translation>温度</translation>
  </message>
  <message>
   <source>Context length</source>
   <translation>上下文長度</translation>
  </message>
  <message>
   <source>Thinking</source>
   <translation>思考</translation>
  </message>
  <message>
   <source>One model after another</source>
   <translation>逐個模型執行</translation>
  </message>
  <message>
   <source>As many at once as fit into memory</source>
   <translation>按記憶體平行</translation>
  </message>
  <message>
   <source>Start</source>
   <translation>開始</translation>
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
   <translation>時間</translation>
  </message>
  <message>
   <source>Result</source>
   <translation>結果</translation>
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
   <translation>記錄，最新的在前</translation>
  </message>
 </context>
 <context>
  <name>Saving</name>
  <message>
   <source>Conversations could not be opened</source>
   <translation>無法開啟對話記錄</translation>
  </message>
  <message>
   <source>Not saved yet</source>
   <translation>尚未儲存</translation>
  </message>
  <message>
   <source>What you do meanwhile is kept in memory and is saved as soon as that is possible again.</source>
   <translation>在此期間的內容會保留在記憶體中，一旦可以寫入就會立即儲存。</translation>
  </message>
  <message>
   <source>Teahouse quits by itself when everything is saved.</source>
   <translation>全部儲存後，Teahouse 會自動結束。</translation>
  </message>
  <message>
   <source>Not everything is saved</source>
   <translation>還有內容尚未儲存</translation>
  </message>
  <message>
   <source>Quit without saving</source>
   <translation>不儲存並結束</translation>
  </message>
  <message>
   <source>Keep Teahouse open</source>
   <translation>繼續使用 Teahouse</translation>
  </message>
 </context>
 <context>
  <name>SavingBar</name>
  <message>
   <source>Retry</source>
   <translation>重試</translation>
  </message>
 </context>
 <context>
  <name>ScaleRow</name>
  <message>
   <source>Scale of {adapter}</source>
   <translation>{adapter} 的強度</translation>
  </message>
  <message>
   <source>0 is the model without it, 1 as it was trained</source>
   <translation>0 表示不使用，1 為訓練時的強度</translation>
  </message>
  <message>
   <source>Take {adapter} away</source>
   <translation>移除 {adapter}</translation>
  </message>
  <message>
   <source>This adapter cannot be used: {reason}</source>
   <translation>無法使用此適配器：{reason}</translation>
  </message>
  <message>
   <source>rank {rank}</source>
   <translation>秩 {rank}</translation>
  </message>
  <message>
   <source>changes {count} weights</source>
   <translation>改動 {count} 個權重</translation>
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
   <translation>移動滑塊，即可看到同一問題在其他強度下的回答。</translation>
  </message>
  <message>
   <source>Ask the model something</source>
   <translation>向模型提問</translation>
  </message>
  <message>
   <source>Question to try out the scales</source>
   <translation>用於試用強度的問題</translation>
  </message>
  <message>
   <source>Answer with these scales</source>
   <translation>此強度下的回答</translation>
  </message>
  <message>
   <source>Ask</source>
   <translation>提問</translation>
  </message>
 </context>
 <context>
  <name>SearchField</name>
  <message>
   <source>Search chats…</source>
   <translation>搜尋對話…</translation>
  </message>
  <message>
   <source>Search all conversations</source>
   <translation>搜尋所有對話</translation>
  </message>
 </context>
 <context>
  <name>SeriesCard</name>
  <message>
   <source>Make and measure</source>
   <translation>製作並測量</translation>
  </message>
  <message>
   <source>Start</source>
   <translation>開始</translation>
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
    <numerusform>已製作並測量 %n 種。</numerusform>
   </translation>
  </message>
  <message>
   <source>This model is {kind} already. Choose one in F16, BF16 or Q8_0 at the top right.</source>
   <translation>此模型已是 {kind}。請在右上角選擇 F16、BF16 或 Q8_0 的模型。</translation>
  </message>
  <message>
   <source>Each kind is made, then compared with the original.</source>
   <translation>逐一製作每種類型，再與原模型對比。</translation>
  </message>
 </context>
 <context>
  <name>SetProgress</name>
  <message>
   <source>Export the report</source>
   <translation>匯出報告</translation>
  </message>
  <message>
   <source>Report</source>
   <translation>報告</translation>
  </message>
  <message>
   <source>Export report…</source>
   <translation>匯出報告…</translation>
  </message>
  <message>
   <source>Progress of the run</source>
   <translation>執行進度</translation>
  </message>
  <message>
   <source>{done} of {total}</source>
   <translation>{done}/{total}</translation>
  </message>
  <message>
   <source>running</source>
   <translation>正在執行</translation>
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
   <translation>首字延遲</translation>
  </message>
  <message>
   <source>Total</source>
   <translation>總時間</translation>
  </message>
  <message>
   <source>Tokens</source>
   <translation>Token 數</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>記憶體</translation>
  </message>
  <message>
   <source>Answers</source>
   <translation>回答</translation>
  </message>
  <message>
   <source>Failed</source>
   <translation>失敗</translation>
  </message>
  <message>
   <source>Votes</source>
   <translation>得票</translation>
  </message>
  <message>
   <source>Report</source>
   <translation>報告</translation>
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
   <translation>我的題集</translation>
  </message>
  <message>
   <source>Prompts are kept apart by a line of three dashes.</source>
   <translation>題目之間用一行三個短橫線隔開。</translation>
  </message>
  <message>
   <source>Built in; make a copy to change it.</source>
   <translation>內置題集；要修改請先複製一份。</translation>
  </message>
  <message>
   <source>Resume</source>
   <translation>繼續</translation>
  </message>
  <message>
   <source>Run</source>
   <translation>執行</translation>
  </message>
  <message>
   <source>Six models at most</source>
   <translation>最多 6 個模型</translation>
  </message>
  <message>
   <source>A run over {models} was not finished: {done} of {total} answers are there.</source>
   <translation>對 {models} 的執行沒有完成：{total} 個回答中已有 {done} 個。</translation>
  </message>
  <message numerus="yes">
   <source>%n model(s) chosen</source>
   <translation>
    <numerusform>已選擇 %n 個模型</numerusform>
   </translation>
  </message>
  <message>
   <source>{title} (copy)</source>
   <translation>{title}（副本）</translation>
  </message>
  <message>
   <source>Prompt sets</source>
   <translation>題集</translation>
  </message>
  <message>
   <source>Prompts of the set</source>
   <translation>題集中的題目</translation>
  </message>
  <message>
   <source>Models to run it over</source>
   <translation>要執行的模型</translation>
  </message>
  <message>
   <source>New set</source>
   <translation>新題集</translation>
  </message>
  <message>
   <source>Make a copy</source>
   <translation>複製一份</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>儲存</translation>
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
   <translation>設定</translation>
  </message>
  <message>
   <source>Looks and language</source>
   <translation>外觀與語言</translation>
  </message>
  <message>
   <source>Host</source>
   <translation>服務</translation>
  </message>
  <message>
   <source>Network</source>
   <translation>網絡</translation>
  </message>
  <message>
   <source>Downloads</source>
   <translation>下載</translation>
  </message>
  <message>
   <source>Model hubs</source>
   <translation>模型社群</translation>
  </message>
  <message>
   <source>Newer versions</source>
   <translation>新版本</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>語言</translation>
  </message>
  <message>
   <source>Theme</source>
   <translation>主題</translation>
  </message>
  <message>
   <source>Send with</source>
   <translation>傳送方式</translation>
  </message>
  <message>
   <source>Text size</source>
   <translation>文字大小</translation>
  </message>
  <message>
   <source>Keep models loaded</source>
   <translation>保持載入時長</translation>
  </message>
  <message>
   <source>Start Ollama with Teahouse when it is installed but not running</source>
   <translation>Ollama 未執行時，隨 Teahouse 自動啟動</translation>
  </message>
  <message>
   <source>Open data folder</source>
   <translation>開啟資料目錄</translation>
  </message>
  <message>
   <source>Like the system</source>
   <translation>跟隨系統</translation>
  </message>
  <message>
   <source>Light</source>
   <translation>淺色</translation>
  </message>
  <message>
   <source>Dark</source>
   <translation>深色</translation>
  </message>
  <message>
   <source>Enter; Shift+Enter breaks the line</source>
   <translation>Enter 傳送，Shift+Enter 換行</translation>
  </message>
  <message>
   <source>Ctrl+Enter; Enter breaks the line</source>
   <translation>Ctrl+Enter 傳送，Enter 換行</translation>
  </message>
  <message>
   <source>As the host decides</source>
   <translation>由服務決定</translation>
  </message>
  <message>
   <source>Unload after each reply</source>
   <translation>每次回覆後卸載</translation>
  </message>
  <message numerus="yes">
   <source>%n minute(s)</source>
   <translation>
    <numerusform>%n 分鐘</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n hour(s)</source>
   <translation>
    <numerusform>%n 小時</numerusform>
   </translation>
  </message>
  <message>
   <source>Until unloaded by hand</source>
   <translation>直到手動卸載</translation>
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
   <translation>題目 {count}</translation>
  </message>
  <message>
   <source>The whole sheet</source>
   <translation>整個評測集</translation>
  </message>
  <message>
   <source>More</source>
   <translation>更多</translation>
  </message>
  <message>
   <source>Saving…</source>
   <translation>正在儲存…</translation>
  </message>
  <message>
   <source>Every change is saved.</source>
   <translation>更改會自動儲存。</translation>
  </message>
  <message>
   <source>What to edit</source>
   <translation>編輯內容</translation>
  </message>
  <message>
   <source>Prompts of the sheet</source>
   <translation>評測集中的題目</translation>
  </message>
  <message>
   <source>Move the prompt up</source>
   <translation>上移題目</translation>
  </message>
  <message>
   <source>Move the prompt down</source>
   <translation>下移題目</translation>
  </message>
  <message>
   <source>Add a prompt</source>
   <translation>新增題目</translation>
  </message>
  <message>
   <source>Duplicate</source>
   <translation>複製</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>刪除</translation>
  </message>
  <message>
   <source>Undo deletion</source>
   <translation>復原刪除</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
 </context>
 <context>
  <name>SheetForm</name>
  <message>
   <source>Name</source>
   <translation>名稱</translation>
  </message>
  <message>
   <source>Description</source>
   <translation>説明</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>許可證</translation>
  </message>
  <message>
   <source>System prompt of all prompts</source>
   <translation>所有題目的系統提示詞</translation>
  </message>
  <message>
   <source>Variables, one a line: name = value</source>
   <translation>變數，每行一個：名稱 = 值</translation>
  </message>
 </context>
 <context>
  <name>SheetsView</name>
  <message>
   <source>Delete sheet…</source>
   <translation>刪除評測集…</translation>
  </message>
  <message>
   <source>Export as JSON…</source>
   <translation>匯出為 JSON…</translation>
  </message>
  <message>
   <source>Export as CSV…</source>
   <translation>匯出為 CSV…</translation>
  </message>
  <message>
   <source>Export as JSONL…</source>
   <translation>匯出為 JSONL…</translation>
  </message>
  <message>
   <source>Export for promptfoo…</source>
   <translation>匯出為 promptfoo 格式…</translation>
  </message>
  <message>
   <source>Yours</source>
   <translation>我的</translation>
  </message>
  <message>
   <source>Built in</source>
   <translation>內置</translation>
  </message>
  <message>
   <source>Prompts {count}</source>
   <translation>題目 {count}</translation>
  </message>
  <message>
   <source>Runs {count}</source>
   <translation>評測 {count}</translation>
  </message>
  <message>
   <source>More</source>
   <translation>更多</translation>
  </message>
  <message>
   <source>Licence: {name}.</source>
   <translation>許可證：{name}。</translation>
  </message>
  <message>
   <source>Sheets</source>
   <translation>評測集</translation>
  </message>
  <message>
   <source>Prompts of the sheet</source>
   <translation>評測集中的題目</translation>
  </message>
  <message>
   <source>Runs of the sheet</source>
   <translation>此評測集的評測</translation>
  </message>
  <message>
   <source>Enter opens a run</source>
   <translation>Enter 鍵開啟一次評測</translation>
  </message>
  <message>
   <source>What to show of the sheet</source>
   <translation>顯示評測集的哪一部分</translation>
  </message>
  <message>
   <source>Run…</source>
   <translation>執行…</translation>
  </message>
  <message>
   <source>Edit…</source>
   <translation>編輯…</translation>
  </message>
  <message>
   <source>Make a copy</source>
   <translation>複製一份</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>開啟</translation>
  </message>
  <message>
   <source>Resume</source>
   <translation>繼續</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>停止</translation>
  </message>
  <message>
   <source>Delete…</source>
   <translation>刪除…</translation>
  </message>
  <message>
   <source>No runs yet</source>
   <translation>尚無評測</translation>
  </message>
  <message>
   <source>A run asks one or more models all prompts of the sheet and checks every answer.</source>
   <translation>一次評測會讓一個或多個模型回答評測集的所有題目，並檢查每個回答。</translation>
  </message>
 </context>
 <context>
  <name>ShortcutsDialog</name>
  <message>
   <source>New line in a message</source>
   <translation>訊息內換行</translation>
  </message>
  <message>
   <source>A page of the conversation up or down</source>
   <translation>對話上翻、下翻一頁</translation>
  </message>
  <message>
   <source>In a conversation: the message before or after</source>
   <translation>在對話中：上一條、下一條訊息</translation>
  </message>
  <message>
   <source>In a conversation: the paragraph before or after</source>
   <translation>在對話中：上一段、下一段</translation>
  </message>
  <message>
   <source>Menu of the message in focus</source>
   <translation>目前訊息的選單</translation>
  </message>
  <message>
   <source>Other version of the message in focus</source>
   <translation>目前訊息的其他版本</translation>
  </message>
  <message>
   <source>Rename the selected conversation</source>
   <translation>重新命名選中的對話</translation>
  </message>
  <message>
   <source>Delete the selected conversation</source>
   <translation>刪除選中的對話</translation>
  </message>
  <message>
   <source>Bring a deleted conversation back</source>
   <translation>恢復剛刪除的對話</translation>
  </message>
  <message>
   <source>Token probabilities: the token before or after</source>
   <translation>token 概率：前一 token 或後一 token</translation>
  </message>
  <message>
   <source>In a sheet: move the selected prompt up or down</source>
   <translation>評測集中：上移或下移所選題目</translation>
  </message>
  <message>
   <source>In the Workshop: the tab before or after</source>
   <translation>工坊中：上一個或下一個標籤頁</translation>
  </message>
  <message>
   <source>Keyboard shortcuts</source>
   <translation>鍵盤快速鍵</translation>
  </message>
 </context>
 <context>
  <name>Sidebar</name>
  <message>
   <source>Nothing found for “{query}”</source>
   <translation>沒有找到「{query}」</translation>
  </message>
 </context>
 <context>
  <name>Speed</name>
  <message>
   <source>When</source>
   <translation>時間</translation>
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
   <translation>輸入速度</translation>
  </message>
  <message>
   <source>First word</source>
   <translation>首字延遲</translation>
  </message>
  <message>
   <source>Load</source>
   <translation>載入</translation>
  </message>
  <message>
   <source>Tokens</source>
   <translation>Token 數</translation>
  </message>
  <message>
   <source>Context</source>
   <translation>上下文</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>記憶體</translation>
  </message>
  <message>
   <source>GPU</source>
   <translation>顯示記憶體</translation>
  </message>
  <message>
   <source>For</source>
   <translation>用途</translation>
  </message>
  <message>
   <source>Quantisation</source>
   <translation>量化規格</translation>
  </message>
  <message>
   <source>Host</source>
   <translation>服務</translation>
  </message>
  <message>
   <source>Computer</source>
   <translation>電腦</translation>
  </message>
  <message>
   <source>Power</source>
   <translation>電源</translation>
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
   <translation>{day} 起的一週，{lab}：{n} token</translation>
  </message>
  <message>
   <source>half of them between {low} and {high}</source>
   <translation>一半在 {low} 與 {high} 之間</translation>
  </message>
  <message>
   <source>{model}: {size} in memory</source>
   <translation>{model}：佔用記憶體 {size}</translation>
  </message>
  <message>
   <source>{share} of it on the GPU</source>
   <translation>其中 {share} 在顯示記憶體中</translation>
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
   <translation>{model} 在 {when} 變慢了 {percent}：{before} → {after}</translation>
  </message>
  <message>
   <source>{model} became {percent} faster on {when}: {before} → {after}</source>
   <translation>{model} 在 {when} 變快了 {percent}：{before} → {after}</translation>
  </message>
  <message>
   <source>another version of the host</source>
   <translation>服務換了版本</translation>
  </message>
  <message>
   <source>another graphics driver</source>
   <translation>換了顯示卡驅動</translation>
  </message>
  <message>
   <source>another file of the model</source>
   <translation>換了模型檔案</translation>
  </message>
  <message>
   <source>, with {changes}</source>
   <translation>，同時{changes}</translation>
  </message>
  <message>
   <source>Chat</source>
   <translation>對話</translation>
  </message>
  <message>
   <source>Comparison</source>
   <translation>對比</translation>
  </message>
  <message>
   <source>Speed test</source>
   <translation>測速</translation>
  </message>
  <message>
   <source>not installed on this host</source>
   <translation>此服務上沒有安裝</translation>
  </message>
  <message>
   <source>not enough free memory</source>
   <translation>可用記憶體不足</translation>
  </message>
  <message>
   <source>the host did not answer to the end</source>
   <translation>服務未返回完整回答</translation>
  </message>
  <message>
   <source>it cannot be run</source>
   <translation>無法執行</translation>
  </message>
  <message>
   <source>Mains</source>
   <translation>外接電源</translation>
  </message>
  <message>
   <source>Battery</source>
   <translation>電池</translation>
  </message>
  <message>
   <source>Built-in engine</source>
   <translation>內置引擎</translation>
  </message>
  <message>
   <source>This computer</source>
   <translation>這台電腦</translation>
  </message>
  <message>
   <source>Standard test</source>
   <translation>標準測試</translation>
  </message>
  <message>
   <source>Length of the context</source>
   <translation>上下文長度</translation>
  </message>
  <message>
   <source>Parallel requests</source>
   <translation>平行請求</translation>
  </message>
  <message>
   <source>Threads</source>
   <translation>執行緒數</translation>
  </message>
  <message>
   <source>Batch size</source>
   <translation>批大小</translation>
  </message>
  <message>
   <source>Reads about 512 tokens and writes 128, three times</source>
   <translation>讀取約 512 token、生成 128 token，共三次</translation>
  </message>
  <message>
   <source>The same behind 512 tokens of context and more, up to the full window</source>
   <translation>在 512 token 及更長的上下文之後做同樣的測試，直到整個上下文窗口</translation>
  </message>
  <message>
   <source>1, 2, 4 and 8 requests at the same time, all tokens together</source>
   <translation>同時發出 1、2、4、8 個請求，合計全部 token</translation>
  </message>
  <message>
   <source>From one thread to one for each core; the model is loaded for each</source>
   <translation>從一個執行緒到每個核心一個執行緒；每次都重新載入模型</translation>
  </message>
  <message>
   <source>How many tokens of a prompt are read at once; the model is loaded for each size</source>
   <translation>一次讀取多少個輸入 token；每種大小都重新載入模型</translation>
  </message>
  <message>
   <source>{model}, {series} {value}: {test} {rate}</source>
   <translation>{model}，{series} {value}：{test} {rate}</translation>
  </message>
  <message>
   <source>between {low} and {high}</source>
   <translation>在 {low} 與 {high} 之間</translation>
  </message>
  <message>
   <source>warm</source>
   <translation>已載入</translation>
  </message>
  <message>
   <source>The prompt came from a cache: first word and prompt speed do not count</source>
   <translation>輸入來自快取：首字延遲和輸入速度不計入統計</translation>
  </message>
  <message>
   <source>Other programs used {percent} of the processor</source>
   <translation>其他程式佔用了 {percent} 的處理器</translation>
  </message>
  <message numerus="yes">
   <source>{model}: {rate}, the median of the last of its %n run(s)</source>
   <translation>
    <numerusform>{model}：{rate}，共 %n 條記錄，取最近幾條的中位數</numerusform>
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
   <translation>冷啟動（含載入）</translation>
  </message>
  <message>
   <source>Warm</source>
   <translation>熱啟動</translation>
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
   <translation>所有時間</translation>
  </message>
  <message>
   <source>Time</source>
   <translation>時間</translation>
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
   <translation>冷／熱啟動</translation>
  </message>
  <message>
   <source>How the model was found</source>
   <translation>回答前模型的狀態</translation>
  </message>
  <message>
   <source>All hosts</source>
   <translation>所有服務</translation>
  </message>
  <message>
   <source>Host</source>
   <translation>服務</translation>
  </message>
  <message>
   <source>All computers</source>
   <translation>所有電腦</translation>
  </message>
  <message>
   <source>Computer</source>
   <translation>電腦</translation>
  </message>
  <message>
   <source>All quantisations</source>
   <translation>所有量化規格</translation>
  </message>
  <message>
   <source>Quantisation</source>
   <translation>量化規格</translation>
  </message>
  <message>
   <source>Any power</source>
   <translation>所有電源</translation>
  </message>
  <message>
   <source>Power</source>
   <translation>電源</translation>
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
   <translation>匯出記錄…</translation>
  </message>
  <message>
   <source>Import runs or published results…</source>
   <translation>匯入記錄或公開的結果…</translation>
  </message>
  <message>
   <source>Speed</source>
   <translation>速度</translation>
  </message>
  <message>
   <source>Charts</source>
   <translation>圖表</translation>
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
   <translation>測試</translation>
  </message>
  <message>
   <source>How to show the runs</source>
   <translation>記錄的顯示方式</translation>
  </message>
  <message>
   <source>Speed test…</source>
   <translation>測速…</translation>
  </message>
 </context>
 <context>
  <name>SpeedPage</name>
  <message>
   <source>Export runs</source>
   <translation>匯出記錄</translation>
  </message>
  <message>
   <source>runs</source>
   <translation>記錄</translation>
  </message>
  <message>
   <source>Published results, for llmfit (*.json)</source>
   <translation>公開的結果，用於 llmfit (*.json)</translation>
  </message>
  <message>
   <source>Export results</source>
   <translation>匯出結果</translation>
  </message>
  <message>
   <source>results</source>
   <translation>結果</translation>
  </message>
  <message>
   <source>Import runs or published results</source>
   <translation>匯入記錄或公開的結果</translation>
  </message>
  <message numerus="yes">
   <source>%n run(s) written to {path}</source>
   <translation>
    <numerusform>%n 條記錄已寫入 {path}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n result(s) written to {path}</source>
   <translation>
    <numerusform>%n 條結果已寫入 {path}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n run(s) of {computer} taken in</source>
   <translation>
    <numerusform>已匯入 {computer} 的 %n 條記錄</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n were here already</source>
   <translation>
    <numerusform>%n 條已存在，已跳過</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%Ln run(s)</source>
   <translation>
    <numerusform>%Ln 條記錄</numerusform>
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
    <numerusform>已選擇 %n 個模型</numerusform>
   </translation>
  </message>
  <message>
   <source>{model}: warming up</source>
   <translation>{model}：預熱</translation>
  </message>
  <message>
   <source>{model}: run {number} of 3</source>
   <translation>{model}：第 {number} 次，共 3 次</translation>
  </message>
  <message>
   <source>The test is over.</source>
   <translation>測速結束。</translation>
  </message>
  <message>
   <source>Stopped; what was measured is kept.</source>
   <translation>已停止；測得的數據已儲存。</translation>
  </message>
  <message>
   <source>{model}: {series} {value}, {time} left</source>
   <translation>{model}：{series} {value}，還需 {time}</translation>
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
   <translation>輸入速度</translation>
  </message>
  <message>
   <source>First word</source>
   <translation>首字延遲</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>記憶體</translation>
  </message>
  <message>
   <source>Speed test</source>
   <translation>測速</translation>
  </message>
  <message>
   <source>Each model reads about 512 tokens and writes 128, three times after a warm-up, always the same text: so figures can be compared between models and computers. Models run one after another.</source>
   <translation>每個模型在預熱後讀入約 512 token、輸出 128 token，共三次，文字始終相同，因此不同模型、不同電腦的數據可以相互對比。模型依次執行。</translation>
  </message>
  <message>
   <source>Models to test</source>
   <translation>要測速的模型</translation>
  </message>
  <message>
   <source>Progress of the test</source>
   <translation>測速進度</translation>
  </message>
  <message>
   <source>Medians so far</source>
   <translation>目前的中位數</translation>
  </message>
  <message>
   <source>Start</source>
   <translation>開始</translation>
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
   <translation>保留讀過的對話</translation>
  </message>
  <message>
   <source>Delete all</source>
   <translation>全部刪除</translation>
  </message>
  <message>
   <source>Delete what is kept of all conversations</source>
   <translation>刪除所有對話保留的內容</translation>
  </message>
  <message>
   <source>The built-in engine keeps on disk what a model has computed for a conversation, so that reopening it does not take the time to read it again. It is deleted with the conversation, and after 30 days without use. That choice takes effect when Teahouse starts the engine the next time.</source>
   <translation>內置引擎把模型為對話算出的內容保留在磁碟上，重新開啟對話時就不必再花時間讀一遍。它會隨對話一起刪除，30 天沒有使用也會刪除。這一選擇在 Teahouse 下次啟動引擎時生效。</translation>
  </message>
  <message>
   <source>At most {size}</source>
   <translation>最多 {size}</translation>
  </message>
  <message>
   <source>Not on disk</source>
   <translation>不存到磁碟</translation>
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
   <translation>開心或難過</translation>
  </message>
  <message>
   <source>Formal or casual</source>
   <translation>正式或隨意</translation>
  </message>
  <message>
   <source>Short or long</source>
   <translation>簡短或詳細</translation>
  </message>
 </context>
 <context>
  <name>SteeringTab</name>
  <message>
   <source>Preparing…</source>
   <translation>正在準備…</translation>
  </message>
  <message>
   <source>The new model is {model} with this direction at the scale {scale}, which can be changed in each chat. It shares the file of {model}.</source>
   <translation>新模型是帶有此引導方向的 {model}，強度為 {scale}，可在每個對話中更改。它與 {model} 共用同一檔案。</translation>
  </message>
  <message>
   <source>Save as a model</source>
   <translation>儲存為模型</translation>
  </message>
  <message>
   <source>Saving…</source>
   <translation>正在儲存…</translation>
  </message>
  <message>
   <source>Contrast pairs</source>
   <translation>對比文字對</translation>
  </message>
  <message>
   <source>Pairs (*.csv *.json)</source>
   <translation>文字對 (*.csv *.json)</translation>
  </message>
  <message>
   <source>Export the pairs</source>
   <translation>匯出文字對</translation>
  </message>
  <message>
   <source>Another job of the Workshop is running; this one waits.</source>
   <translation>工坊的另一項任務正在執行，此任務正在等待。</translation>
  </message>
  <message>
   <source>Computing… {share}</source>
   <translation>正在計算… {share}</translation>
  </message>
  <message>
   <source>Cancelled.</source>
   <translation>已取消。</translation>
  </message>
  <message numerus="yes">
   <source>%n pair(s)</source>
   <translation>
    <numerusform>%n 對</numerusform>
   </translation>
  </message>
  <message>
   <source>in {number} of {count} layers each pair agrees with the direction of the others</source>
   <translation>在 {count} 層中的 {number} 層，每一對都與其他各對的方向一致</translation>
  </message>
  <message>
   <source>{name} was made. Its scale is under Parameters in a chat; Evaluate compares it with {model}.</source>
   <translation>已建立 {name}。它的強度可在對話的「參數」中更改；可在「評測」中與 {model} 對比。</translation>
  </message>
  <message>
   <source>{name} has no pairs that can be read: line {line} is not two texts.</source>
   <translation>{name} 中沒有可讀取的文字對：第 {line} 行不是兩段文字。</translation>
  </message>
  <message>
   <source>{name} has no pairs that can be read. Use CSV with two columns, or JSON.</source>
   <translation>{name} 中沒有可讀取的文字對。請使用兩列的 CSV 或 JSON。</translation>
  </message>
  <message>
   <source>The pairs were written to {name}.</source>
   <translation>文字對已寫入 {name}。</translation>
  </message>
  <message>
   <source>Steering adds a direction to what a model computes. Other hosts have no way to do this; the built-in engine has.</source>
   <translation>引導會在模型的計算中加入一個方向。其他服務無法做到，內置引擎可以。</translation>
  </message>
  <message>
   <source>Choose the built-in engine…</source>
   <translation>選擇內置引擎…</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名稱</translation>
  </message>
  <message>
   <source>Name of the direction</source>
   <translation>引導方向的名稱</translation>
  </message>
  <message>
   <source>happy</source>
   <translation>happy</translation>
  </message>
  <message>
   <source>Compute</source>
   <translation>計算</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Evaluate both…</source>
   <translation>評測這兩個模型…</translation>
  </message>
 </context>
 <context>
  <name>SummaryDialog</name>
  <message>
   <source>Summary of the conversation</source>
   <translation>對話總結</translation>
  </message>
  <message>
   <source>The model reads this in place of the messages that are struck through.</source>
   <translation>模型會讀取此內容，代替帶刪除線的訊息。</translation>
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
   <translation>其他服務</translation>
  </message>
  <message>
   <source>This host has no model to chat with yet.</source>
   <translation>此服務還沒有可以對話的模型。</translation>
  </message>
  <message>
   <source>No installed model matches “{text}”.</source>
   <translation>沒有與「{text}」匹配的已安裝模型。</translation>
  </message>
  <message>
   <source>This host has more models: only the first {count} are listed.</source>
   <translation>此服務的模型更多：這裏只列出前 {count} 個。</translation>
  </message>
  <message>
   <source>Not here yet: pull “{text}”</source>
   <translation>還沒有：下載「{text}」</translation>
  </message>
  <message>
   <source>Look at the catalogue</source>
   <translation>檢視目錄</translation>
  </message>
  <message>
   <source>favourite</source>
   <translation>收藏</translation>
  </message>
  <message>
   <source>Filter by name, lab, size or what it can do…</source>
   <translation>按名稱、廠商、規格或能力篩選…</translation>
  </message>
  <message>
   <source>Filter models</source>
   <translation>篩選模型</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Host</source>
   <translation>服務</translation>
  </message>
  <message>
   <source>Switch model</source>
   <translation>切換模型</translation>
  </message>
  <message>
   <source>Look again</source>
   <translation>重新尋找</translation>
  </message>
  <message>
   <source>↑ ↓ move · Enter chooses · Ctrl+D favourite · Esc leaves</source>
   <translation>↑ ↓ 移動 · Enter 選擇 · Ctrl+D 收藏 · Esc 關閉</translation>
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
   <translation>所有模型的數據</translation>
  </message>
  <message>
   <source>Arrow keys move, S sorts by the column, Enter votes</source>
   <translation>方向鍵移動，S 按此列排序，Enter 投票</translation>
  </message>
 </context>
 <context>
  <name>TableModel</name>
  <message>
   <source>from cache</source>
   <translation>來自快取</translation>
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
   <translation>你最喜歡的回答</translation>
  </message>
  <message>
   <source>No vote yet</source>
   <translation>還沒有投票</translation>
  </message>
  <message>
   <source>{value}, the best</source>
   <translation>{value}，最佳</translation>
  </message>
  <message>
   <source>Median of {count} runs, between {low} and {high}</source>
   <translation>{count} 次的中位數，在 {low} 與 {high} 之間</translation>
  </message>
  <message>
   <source>Measured here: the answer ended before the model’s own counters came</source>
   <translation>在本機測量：回答在模型自己的計數到達之前就結束了</translation>
  </message>
  <message>
   <source>Best</source>
   <translation>最佳</translation>
  </message>
  <message>
   <source>Tie</source>
   <translation>平手</translation>
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
   <translation>投票標籤</translation>
  </message>
  <message>
   <source>Words of your own, separated by commas. Ratings can be shown for the votes with a tag alone.</source>
   <translation>自己的詞語，用逗號分隔。可以只按帶有某個標籤的投票顯示評分。</translation>
  </message>
  <message>
   <source>Tags</source>
   <translation>標籤</translation>
  </message>
  <message>
   <source>poetry, long answers</source>
   <translation>詩歌，長回答</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>儲存</translation>
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
   <translation>此模型沒有這樣的範本。</translation>
  </message>
  <message>
   <source>Messages: {reason}</source>
   <translation>訊息：{reason}</translation>
  </message>
  <message>
   <source>Tools: {reason}</source>
   <translation>工具：{reason}</translation>
  </message>
  <message>
   <source>a list of objects in JSON is needed</source>
   <translation>需要 JSON 對象的列表</translation>
  </message>
  <message>
   <source>line {line} is not JSON</source>
   <translation>第 {line} 行不是 JSON</translation>
  </message>
  <message>
   <source>In Jinja’s language</source>
   <translation>Jinja 語法</translation>
  </message>
  <message>
   <source>In Go’s language</source>
   <translation>Go 範本語法</translation>
  </message>
  <message>
   <source>Line {line}, column {column}: {reason}</source>
   <translation>第 {line} 行第 {column} 列：{reason}</translation>
  </message>
  <message>
   <source>The template cannot be used: {reason}</source>
   <translation>範本無法使用：{reason}</translation>
  </message>
  <message>
   <source>The prompt was copied.</source>
   <translation>已複製提示詞。</translation>
  </message>
  <message>
   <source>{name} was made with this template.</source>
   <translation>已用此範本建立 {name}。</translation>
  </message>
  <message>
   <source>The host’s template</source>
   <translation>服務的範本</translation>
  </message>
  <message>
   <source>The file’s template</source>
   <translation>檔案中的範本</translation>
  </message>
  <message>
   <source>Template to begin with</source>
   <translation>起始範本</translation>
  </message>
  <message>
   <source>Thinking: default</source>
   <translation>思考：預設</translation>
  </message>
  <message>
   <source>Thinking: on</source>
   <translation>思考：開</translation>
  </message>
  <message>
   <source>Thinking: off</source>
   <translation>思考：關</translation>
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
   <translation>範本</translation>
  </message>
  <message>
   <source>Messages, as JSON</source>
   <translation>訊息（JSON）</translation>
  </message>
  <message>
   <source>Tools, as JSON</source>
   <translation>工具（JSON）</translation>
  </message>
  <message>
   <source>Prompt</source>
   <translation>提示詞</translation>
  </message>
  <message>
   <source>No tools. Paste a list, as in a request to /api/chat.</source>
   <translation>沒有工具。可貼上列表，格式同 /api/chat 請求。</translation>
  </message>
  <message>
   <source>Copy the prompt</source>
   <translation>複製提示詞</translation>
  </message>
  <message>
   <source>Name of the new model</source>
   <translation>新模型的名稱</translation>
  </message>
  <message>
   <source>Save as a variant</source>
   <translation>儲存為自定義模型</translation>
  </message>
 </context>
 <context>
  <name>ThinkButton</name>
  <message>
   <source>Always thinks</source>
   <translation>始終思考</translation>
  </message>
  <message>
   <source>This model cannot be asked not to think</source>
   <translation>此模型無法關閉思考</translation>
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
   <translation>開</translation>
  </message>
  <message>
   <source>off</source>
   <translation>關</translation>
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
   <translation>這段文字的概率未知</translation>
  </message>
  <message>
   <source>“{token}”: {share}</source>
   <translation>「{token}」：{share}</translation>
  </message>
  <message>
   <source>Surprise of this sentence: {value}</source>
   <translation>本句的意外度：{value}</translation>
  </message>
  <message>
   <source>Surprise of the reply: {value}</source>
   <translation>整條回覆的意外度：{value}</translation>
  </message>
  <message>
   <source>Token probabilities</source>
   <translation>token 概率</translation>
  </message>
  <message>
   <source>In its place</source>
   <translation>此處可能的 token</translation>
  </message>
  <message>
   <source>Probability</source>
   <translation>概率</translation>
  </message>
  <message>
   <source>What could have stood in the token's place</source>
   <translation>此處可能出現的 token</translation>
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
   <translation>檢視各層</translation>
  </message>
  <message>
   <source>What the model would say after this token, after each of its layers, in the Workshop</source>
   <translation>在工坊中檢視：模型在每一層之後認為該 token 後面會是什麼</translation>
  </message>
  <message>
   <source>Save as…</source>
   <translation>另存為…</translation>
  </message>
  <message>
   <source>The tokens of the whole reply with their probabilities, as CSV or JSON</source>
   <translation>整條回覆的 token 及其概率，儲存為 CSV 或 JSON</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
  <message>
   <source>Continue with it</source>
   <translation>由此繼續</translation>
  </message>
  <message>
   <source>Another version of the reply, with this token here and what follows from it</source>
   <translation>回覆的另一個版本：此處改用該 token，並由此繼續</translation>
  </message>
  <message>
   <source>Surprise is the mean of −ln p: 0 is certain, 1 is a chance of 37 %, 3 one of 5 %.</source>
   <translation>意外度是 −ln p 的平均值：0 表示確定，1 相當於 37% 的概率，3 相當於 5%。</translation>
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
   <translation>對比模型…</translation>
  </message>
  <message>
   <source>Tokens</source>
   <translation>Token 數</translation>
  </message>
  <message>
   <source>Token {place}: id {id}, bytes {bytes}</source>
   <translation>第 {place} token：ID {id}，字節 {bytes}</translation>
  </message>
  <message numerus="yes">
   <source>%n token(s) of {model}; the first {shown} are shown</source>
   <translation>
    <numerusform>{model}：%n token，顯示前 {shown} 個</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n token(s) of {model}, whose vocabulary has {size}</source>
   <translation>
    <numerusform>{model}：%n token，詞表共 {size} 個</numerusform>
   </translation>
  </message>
  <message>
   <source>Text</source>
   <translation>文字</translation>
  </message>
  <message>
   <source>Token ids</source>
   <translation>Token ID</translation>
  </message>
  <message>
   <source>Text to split into tokens</source>
   <translation>要切分為 token 的文字</translation>
  </message>
  <message>
   <source>Token ids to make a text of</source>
   <translation>要還原為文字的 token ID</translation>
  </message>
  <message>
   <source>Paste ids to see their text</source>
   <translation>貼上 ID 可檢視對應文字</translation>
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
   <translation>與另一個模型對比</translation>
  </message>
  <message>
   <source>Tokens of the text</source>
   <translation>文字的 token</translation>
  </message>
  <message>
   <source>Numbers of tokens by model</source>
   <translation>各模型的 token 數</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Characters per token</source>
   <translation>每 token 字元數</translation>
  </message>
 </context>
 <context>
  <name>Tokens</name>
  <message>
   <source>Save token probabilities</source>
   <translation>儲存 token 概率</translation>
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
   <translation>沒有概率的 token</translation>
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
   <translation>新增模型</translation>
  </message>
  <message>
   <source>Look again</source>
   <translation>重新尋找</translation>
  </message>
  <message>
   <source>Compare models</source>
   <translation>對比模型</translation>
  </message>
  <message>
   <source>Looking for models…</source>
   <translation>正在尋找模型…</translation>
  </message>
  <message>
   <source>This host has no model to chat with yet. Install one or two, then look again.</source>
   <translation>此服務上還沒有可以對話的模型。請安裝一兩個，然後重新尋找。</translation>
  </message>
  <message>
   <source>Nothing to compare yet</source>
   <translation>暫無可對比的內容</translation>
  </message>
  <message>
   <source>One more model is needed</source>
   <translation>還需要一個模型</translation>
  </message>
  <message>
   <source>There is only one model on this host. Install another, or compare the one with itself: other parameters, or how much its answers differ.</source>
   <translation>此服務上只有一個模型。請再安裝一個，或讓它與自己對比：不同的參數，或看它的回答相差多少。</translation>
  </message>
  <message>
   <source>Add a second model to compare this one with.</source>
   <translation>請新增第二個模型來與它對比。</translation>
  </message>
  <message>
   <source>Put the same question to two to six models and see how good each answer is, how fast it came and how much memory it took.</source>
   <translation>向兩到六個模型提出同一個問題，看看各自回答得多好、多快、佔用多少記憶體。</translation>
  </message>
 </context>
 <context>
  <name>Transcript</name>
  <message>
   <source>code</source>
   <translation>程式碼</translation>
  </message>
  <message>
   <source>Copied</source>
   <translation>已複製</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>複製</translation>
  </message>
  <message>
   <source>Save as…</source>
   <translation>另存為…</translation>
  </message>
  <message>
   <source>Retry</source>
   <translation>重新生成</translation>
  </message>
  <message>
   <source>Another model…</source>
   <translation>換個模型…</translation>
  </message>
  <message>
   <source>switched here</source>
   <translation>已切換模型</translation>
  </message>
  <message>
   <source>Copy selection as Markdown</source>
   <translation>將所選內容複製為 Markdown</translation>
  </message>
  <message>
   <source>Open {address}</source>
   <translation>開啟 {address}</translation>
  </message>
  <message>
   <source>Open link</source>
   <translation>開啟連結</translation>
  </message>
  <message>
   <source>Copy link address</source>
   <translation>複製連結位址</translation>
  </message>
  <message>
   <source>Copy code</source>
   <translation>複製程式碼</translation>
  </message>
  <message>
   <source>Save code as…</source>
   <translation>將程式碼另存為…</translation>
  </message>
  <message>
   <source>Don't wrap long lines</source>
   <translation>長行不換行</translation>
  </message>
  <message>
   <source>Wrap long lines</source>
   <translation>長行自動換行</translation>
  </message>
  <message>
   <source>Token probabilities…</source>
   <translation>token 概率…</translation>
  </message>
  <message>
   <source>Inspect this reply</source>
   <translation>檢視此回覆的各層</translation>
  </message>
  <message>
   <source>Copy picture</source>
   <translation>複製圖片</translation>
  </message>
  <message>
   <source>Copy the file's text</source>
   <translation>複製檔案內容</translation>
  </message>
  <message>
   <source>Show</source>
   <translation>檢視</translation>
  </message>
  <message>
   <source>Copy table</source>
   <translation>複製表格</translation>
  </message>
  <message>
   <source>Copy table as Markdown</source>
   <translation>將表格複製為 Markdown</translation>
  </message>
  <message>
   <source>Copy formula as LaTeX</source>
   <translation>將公式複製為 LaTeX</translation>
  </message>
  <message>
   <source>Copy message</source>
   <translation>複製訊息</translation>
  </message>
  <message>
   <source>Copy as Markdown</source>
   <translation>複製為 Markdown</translation>
  </message>
  <message>
   <source>Edit</source>
   <translation>編輯</translation>
  </message>
  <message>
   <source>Hide the thinking</source>
   <translation>收起思考過程</translation>
  </message>
  <message>
   <source>Show the thinking</source>
   <translation>展開思考過程</translation>
  </message>
  <message>
   <source>Previous version</source>
   <translation>上一個版本</translation>
  </message>
  <message>
   <source>Next version</source>
   <translation>下一個版本</translation>
  </message>
  <message>
   <source>Delete from here on</source>
   <translation>從此處起全部刪除</translation>
  </message>
  <message>
   <source>Continue</source>
   <translation>繼續</translation>
  </message>
  <message>
   <source>Compare models with this question…</source>
   <translation>用此問題對比模型…</translation>
  </message>
  <message>
   <source>Add to sheet…</source>
   <translation>新增到評測集…</translation>
  </message>
  <message>
   <source>Retry with {model}</source>
   <translation>用 {model} 重新生成</translation>
  </message>
  <message>
   <source>Retry with another model…</source>
   <translation>換用其他模型重新生成…</translation>
  </message>
  <message>
   <source>Retry with the same or another model</source>
   <translation>用相同或其他模型重新生成</translation>
  </message>
  <message>
   <source>Put this question to several models side by side</source>
   <translation>將此問題同時交給多個模型</translation>
  </message>
  <message>
   <source>All that can be done with this message</source>
   <translation>可對此訊息執行的所有操作</translation>
  </message>
  <message>
   <source>took {time}</source>
   <translation>用時 {time}</translation>
  </message>
  <message>
   <source>first word {time}</source>
   <translation>首字延遲 {time}</translation>
  </message>
  <message>
   <source>loaded in {time}</source>
   <translation>載入用時 {time}</translation>
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
   <translation>{size}（記憶體）</translation>
  </message>
  <message>
   <source>{size} (GPU {share})</source>
   <translation>{size}（顯示記憶體 {share}）</translation>
  </message>
  <message>
   <source>≈ measured here: the reply ended before the model's own counters came</source>
   <translation>≈ 由本機測得：回覆結束時還沒有收到模型自己的計數</translation>
  </message>
  <message>
   <source>Queued</source>
   <translation>排隊中</translation>
  </message>
  <message>
   <source>Waiting for the host…</source>
   <translation>正在等待服務…</translation>
  </message>
  <message>
   <source>Unloading {model}…</source>
   <translation>正在卸載 {model}…</translation>
  </message>
  <message>
   <source>Waiting for memory to come back…</source>
   <translation>正在等待記憶體釋放…</translation>
  </message>
  <message>
   <source>Loading {size}…</source>
   <translation>正在載入 {size}…</translation>
  </message>
  <message>
   <source>Loading {model}…</source>
   <translation>正在載入 {model}…</translation>
  </message>
  <message>
   <source>Reading the prompt…</source>
   <translation>正在讀取提示詞…</translation>
  </message>
  <message>
   <source>Thinking…</source>
   <translation>正在思考…</translation>
  </message>
  <message>
   <source>Writing…</source>
   <translation>正在寫…</translation>
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
   <translation>已達到長度上限</translation>
  </message>
  <message>
   <source>Cut off when Teahouse closed</source>
   <translation>因 Teahouse 關閉而中斷</translation>
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
   <translation>回覆</translation>
  </message>
  <message>
   <source>System</source>
   <translation>系統</translation>
  </message>
  <message>
   <source>Tool</source>
   <translation>工具</translation>
  </message>
  <message numerus="yes">
   <source>%n link(s)</source>
   <translation>
    <numerusform>%n 個連結</numerusform>
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
   <translation>儲存程式碼</translation>
  </message>
  <message>
   <source>{file} could not be saved: {reason}</source>
   <translation>無法儲存 {file}：{reason}</translation>
  </message>
  <message>
   <source>Asks for the tool {name}</source>
   <translation>請求調用工具 {name}</translation>
  </message>
  <message>
   <source>Save message</source>
   <translation>儲存訊息</translation>
  </message>
  <message>
   <source>Save as</source>
   <translation>另存為</translation>
  </message>
  <message>
   <source>This message is too long to be shown whole: {count} more characters follow. They are kept, and are copied and saved with the rest.</source>
   <translation>這條訊息太長，無法全部顯示：後面還有 {count} 個字元。它們都已保留，複製和儲存時會一併包含。</translation>
  </message>
  <message>
   <source>Copy all</source>
   <translation>複製全文</translation>
  </message>
  <message>
   <source>Save all as…</source>
   <translation>全文另存為…</translation>
  </message>
  <message>
   <source>Heading of level {n}</source>
   <translation>{n} 級標題</translation>
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
   <translation>對話</translation>
  </message>
 </context>
 <context>
  <name>TrialCard</name>
  <message>
   <source>Scale {scale}</source>
   <translation>強度 {scale}</translation>
  </message>
  <message>
   <source>0: without the direction</source>
   <translation>0：不加引導方向</translation>
  </message>
  <message>
   <source>(no text)</source>
   <translation>（無文字）</translation>
  </message>
  <message>
   <source>Perplexity {figure}</source>
   <translation>困惑度 {figure}</translation>
  </message>
  <message>
   <source>{factor} times that of 0</source>
   <translation>為 0 時的 {factor} 倍</translation>
  </message>
  <message>
   <source>Try it out</source>
   <translation>試用</translation>
  </message>
  <message>
   <source>A message to the model</source>
   <translation>給模型的訊息</translation>
  </message>
  <message>
   <source>Scale</source>
   <translation>強度</translation>
  </message>
  <message>
   <source>Try</source>
   <translation>試一試</translation>
  </message>
  <message>
   <source>Save as a model…</source>
   <translation>儲存為模型…</translation>
  </message>
  <message>
   <source>Discard</source>
   <translation>丟棄</translation>
  </message>
  <message>
   <source>Perplexity is that of a short English text about something else: the more it grows, the more the direction disturbs. The likeliest token is taken each time.</source>
   <translation>困惑度按一段主題無關的英文短文計算：增加得越多，引導方向的干擾越大。每次都取概率最高的 token。</translation>
  </message>
  <message>
   <source>How was your day?</source>
   <translation>你今天過得怎麼樣？</translation>
  </message>
 </context>
 <context>
  <name>Troubles</name>
  <message>
   <source>“{address}” is not an address. Write it like 192.168.1.20:11434 or https://example.org.</source>
   <translation>「{address}」不是有效的位址。請寫成 192.168.1.20:11434 或 https://example.org 這樣的形式。</translation>
  </message>
  <message>
   <source>Something answers at {address}, but it is not Ollama. Check the address and the port.</source>
   <translation>{address} 有程式響應，但不是 Ollama。請檢查位址和連接埠。</translation>
  </message>
  <message>
   <source>The host has too much to do and took no more requests. Your message is kept; retry in a moment.</source>
   <translation>服務正忙，暫時不接受新的請求。你的訊息已保留，請稍後再試。</translation>
  </message>
  <message>
   <source>{address} refused access. Check the token in the settings, then retry.</source>
   <translation>{address} 拒絕存取。請在設定中檢查權杖，然後再試一次。</translation>
  </message>
  <message>
   <source>The connection to the host broke off. What had arrived is kept; retry for a whole reply.</source>
   <translation>與服務的連接中斷。已收到的內容都已保留；重新生成可得到完整的回覆。</translation>
  </message>
  <message>
   <source>The host reported an error: {message}. What had arrived is kept; you can retry.</source>
   <translation>服務報告了錯誤：{message}。已收到的內容都已保留，你可以重新生成。</translation>
  </message>
  <message>
   <source>The built-in engine is not installed. Install teahouse[engine], or start Ollama and retry.</source>
   <translation>沒有安裝內置引擎。請安裝 teahouse[engine]，或者啟動 Ollama 後再試。</translation>
  </message>
  <message>
   <source>The built-in engine cannot run on this processor, which lacks {missing}. Use Ollama here or a host on another computer.</source>
   <translation>內置引擎無法在此處理器上執行，因為缺少 {missing}。請在這裏使用 Ollama，或使用另一台電腦上的服務。</translation>
  </message>
  <message>
   <source>{model} is not installed on this host. Your message is kept; choose another model and retry.</source>
   <translation>此服務上沒有安裝 {model}。你的訊息已保留，請選擇其他模型後再試。</translation>
  </message>
  <message>
   <source>“{model}” is not a model name. Names look like qwen3:8b, without spaces.</source>
   <translation>「{model}」不是有效的模型名稱。名稱形如 qwen3:8b，不含空格。</translation>
  </message>
  <message>
   <source>The file of {model} cannot be loaded. Your message is kept; choose another model or install it again. The engine said: {message}</source>
   <translation>無法載入 {model} 的檔案。你的訊息已保留；請選擇其他模型，或重新安裝該模型。引擎資訊：{message}</translation>
  </message>
  <message>
   <source>There is not enough free memory for {model}. Your message is kept; close other programs, or choose a smaller model. The engine said: {message}</source>
   <translation>可用記憶體不足，無法載入 {model}。你的訊息已保留；請關閉其他程式，或選擇更小的模型。引擎資訊：{message}</translation>
  </message>
  <message>
   <source>{model} cannot answer this: it lacks “{capability}”. Your message is kept; retry with a model that has it.</source>
   <translation>{model} 無法回答：它不具備「{capability}」能力。你的訊息已保留；請換一個具備該能力的模型再試一次。</translation>
  </message>
  <message>
   <source>The last message alone fills the context of {available} tokens. Nothing was changed; enlarge the context, or shorten the message.</source>
   <translation>僅最後一條訊息就會佔滿 {available} token 的上下文。沒有任何更改；請擴大上下文，或縮短該訊息。</translation>
  </message>
  <message>
   <source>Nothing answers at {address}. What you wrote is kept; start the host or choose another, then retry.</source>
   <translation>{address} 沒有響應。你寫的內容已保留；請啟動服務或換一個服務，然後再試一次。</translation>
  </message>
  <message>
   <source>{address} accepted the connection but did not answer in time. What you wrote is kept; retry.</source>
   <translation>{address} 接受了連接，但沒有及時響應。你寫的內容已保留，請再試一次。</translation>
  </message>
  <message>
   <source>Teahouse may not write to {path}. What was saved before is safe; allow writing there, then retry.</source>
   <translation>Teahouse 無權寫入 {path}。之前儲存的內容不受影響；請允許寫入該位置，然後再試一次。</translation>
  </message>
  <message>
   <source>{path} is not there any more, so it was not read. Nothing else was changed; choose it anew.</source>
   <translation>{path} 已經不在了，因此沒有讀取。其他內容沒有改變，請重新選擇。</translation>
  </message>
  <message>
   <source>Something answers at {address}, but it is neither Ollama nor an OpenAI-compatible server. Check the address and the port.</source>
   <translation>{address} 上有應答，但它既不是 Ollama，也不是相容 OpenAI 的伺服器。請檢查位址和連接埠。</translation>
  </message>
  <message>
   <source>{address} takes no more requests for {seconds} seconds. Your message is kept; retry after that.</source>
   <translation>{address} 在 {seconds} 秒內不再接受請求。你的訊息已保留，請在那之後再試一次。</translation>
  </message>
  <message>
   <source>{address} is an OpenAI-compatible server: models are loaded, pulled and changed where it runs. Nothing was changed; choose an Ollama or the built-in engine for this.</source>
   <translation>{address} 是相容 OpenAI 的伺服器：模型的載入、下載和修改都在它執行的地方進行。沒有改變任何內容；要做這件事，請選擇 Ollama 或內置引擎。</translation>
  </message>
  <message>
   <source>The content filter of {address} refused this. What you wrote is kept; change it, then retry.</source>
   <translation>{address} 的內容過濾器拒絕了這次請求。你寫的內容已保留；請修改後再試一次。</translation>
  </message>
  <message>
   <source>A proxy answers at {address}, but it cannot reach the host behind it (status {status}). What you wrote is kept; start the host there, then retry.</source>
   <translation>{address} 上應答的是代理伺服器，但它連不上後面的服務（狀態碼 {status}）。你寫的內容已保留；請在那裏啟動服務，然後再試一次。</translation>
  </message>
  <message>
   <source>At {address} a web page answers instead of a host (status {status}, title “{title}”). Check the address and the port, or sign in to the network first.</source>
   <translation>{address} 上應答的是網頁，而不是模型服務（狀態碼 {status}，標題「{title}」）。請檢查位址和連接埠，或者先登入網絡。</translation>
  </message>
  <message>
   <source>{address} sent more than any host does, so the connection was closed. What you wrote is kept; check the address.</source>
   <translation>{address} 傳送的內容超過了任何服務可能傳送的量，因此已斷開連接。你寫的內容已保留；請檢查位址。</translation>
  </message>
  <message>
   <source>The way to {address} leads through the proxy {proxy}, and Teahouse speaks only to http and https proxies. Nothing was sent; name another proxy in Settings, Host, or exempt the host with no_proxy.</source>
   <translation>到 {address} 要經過代理 {proxy}，而 Teahouse 只支援 http 和 https 代理。沒有傳送任何內容；請在「設定 → 服務」中填寫另一個代理，或用 no_proxy 排除該服務。</translation>
  </message>
  <message>
   <source>{proxy} is no address of an http or https proxy. Nothing was changed; write one like http://proxy.example:3128.</source>
   <translation>{proxy} 不是 http 或 https 代理的位址。沒有更改任何內容；請填寫類似 http://proxy.example:3128 的位址。</translation>
  </message>
  <message>
   <source>Teahouse may not read {path}. Nothing else was changed; allow reading it, then choose it again.</source>
   <translation>Teahouse 無權讀取 {path}。其他內容沒有改變，請允許讀取後重新選擇。</translation>
  </message>
  <message>
   <source>{path} is a folder, a pipe or a device, so it was not read. Nothing else was changed; choose a file.</source>
   <translation>{path} 是資料夾、管道或設備，因此沒有讀取。其他內容沒有改變，請選擇檔案。</translation>
  </message>
  <message>
   <source>{path} could not be read within {seconds} s. Nothing else was changed; check the drive or the network it lies on, or choose a copy.</source>
   <translation>{path} 在 {seconds} 秒內沒能讀出。其他內容沒有改變，請檢查它所在的磁碟或網絡，或者選擇一份副本。</translation>
  </message>
  <message>
   <source>The content filter of {address} ended the reply. What had arrived is kept.</source>
   <translation>{address} 的內容過濾器中止了回覆。已收到的內容都已保留。</translation>
  </message>
  <message>
   <source>{address} did not send the rest in time. What had arrived is kept; retry for a whole reply.</source>
   <translation>{address} 沒有及時傳送其餘內容。已收到的內容都已保留；重新生成可得到完整的回覆。</translation>
  </message>
  <message>
   <source>{address} stopped sending in the middle of the reply. What had arrived is kept; retry for a whole one.</source>
   <translation>{address} 在回覆中途停止了傳送。已收到的內容都已保留；重新生成可得到完整的回覆。</translation>
  </message>
  <message>
   <source>In the middle of the reply {address} sent something that could not be understood. What had arrived is kept; retry for a whole one.</source>
   <translation>{address} 在回覆中途傳送了無法理解的內容。已收到的內容都已保留；重新生成可得到完整的回覆。</translation>
  </message>
  <message>
   <source>The reply of {address} did not end where any model's does, so it was stopped. What had arrived is kept.</source>
   <translation>{address} 的回覆遠遠超過了任何模型的長度，因此已停止接收。已收到的內容都已保留。</translation>
  </message>
  <message>
   <source>{model} stopped working. What had arrived is kept; retry loads it again. The engine said: {message}</source>
   <translation>{model} 停止了工作。已收到的內容都已保留；重新生成時會重新載入模型。引擎資訊：{message}</translation>
  </message>
  <message>
   <source>There is already a model called {model}. Nothing was changed; choose another name.</source>
   <translation>已經有名為 {model} 的模型。沒有做任何改動；請換一個名字。</translation>
  </message>
  <message>
   <source>The connection to the host broke off. Nothing was lost; retry.</source>
   <translation>與服務的連接中斷。沒有丟失任何內容，請再試一次。</translation>
  </message>
  <message>
   <source>The host reported an error: {message}. Nothing was lost; you can retry.</source>
   <translation>服務報告了錯誤：{message}。沒有丟失任何內容，你可以再試一次。</translation>
  </message>
  <message>
   <source>{address} began to answer and then sent nothing more. What you wrote is kept; retry.</source>
   <translation>{address} 開始應答後就沒有再傳送任何內容。你寫的內容已保留，請再試一次。</translation>
  </message>
  <message>
   <source>{address} refers to {target}. Teahouse does not follow, so that your token goes nowhere else; if you trust that address, choose it as the host.</source>
   <translation>{address} 要求轉到 {target}。為了不把你的權杖發往別處，Teahouse 沒有跟隨；如果你信任那個位址，請把它設為服務。</translation>
  </message>
  <message>
   <source>What {address} sent could not be understood. What you wrote is kept; retry.</source>
   <translation>無法理解 {address} 傳送的內容。你寫的內容已保留，請再試一次。</translation>
  </message>
  <message>
   <source>The certificate of {address} is not signed by anybody this computer trusts, so nothing was sent. If the host is yours, add its certificate to this computer's trusted ones, then retry. Reason: {message}</source>
   <translation>{address} 的憑證不是由這台電腦信任的機構簽發的，因此沒有傳送任何內容。如果此服務是你的，請把它的憑證加入這台電腦的受信任憑證，然後再試一次。原因：{message}</translation>
  </message>
  <message>
   <source>The certificate of {address} is not valid today, so nothing was sent. Check the date of this computer, or have the certificate renewed, then retry. Reason: {message}</source>
   <translation>{address} 的憑證今天無效，因此沒有傳送任何內容。請檢查這台電腦的日期，或者更新憑證，然後再試一次。原因：{message}</translation>
  </message>
  <message>
   <source>The certificate at {address} is for another name, so nothing was sent. Use the name that the certificate is for. Reason: {message}</source>
   <translation>{address} 的憑證屬於另一個名稱，因此沒有傳送任何內容。請使用憑證上的名稱。原因：{message}</translation>
  </message>
  <message>
   <source>The certificates in {path} cannot be used: {message}. Nothing was sent; choose another file in the settings.</source>
   <translation>無法使用 {path} 中的憑證：{message}。沒有傳送任何內容；請在設定中選擇另一個檔案。</translation>
  </message>
  <message>
   <source>{address} does not speak https. Nothing was sent; if you trust the network, write http:// before the address.</source>
   <translation>{address} 不支援 https。沒有傳送任何內容；如果你信任所在的網絡，請在位址前寫上 http://。</translation>
  </message>
  <message>
   <source>{address} speaks only https. Write https:// before the address, then retry.</source>
   <translation>{address} 只支援 https。請在位址前寫上 https://，然後再試一次。</translation>
  </message>
  <message>
   <source>The built-in engine did not answer within {seconds} seconds of its start; this computer may be very busy. Nothing was lost.</source>
   <translation>內置引擎啟動後 {seconds} 秒內沒有應答，這台電腦可能非常繁忙。沒有丟失任何內容。</translation>
  </message>
  <message>
   <source>The built-in engine ended by itself and is started again. Nothing was lost. It said: {message}</source>
   <translation>內置引擎自行結束，正在重新啟動。沒有丟失任何內容。返回資訊：{message}</translation>
  </message>
  <message>
   <source>The program for the graphics card is no longer at {path}. The processor is used. Choose the program anew in the settings.</source>
   <translation>顯示卡所用的程式已不在 {path}，現由處理器執行。請在設定中重新選擇該程式。</translation>
  </message>
  <message>
   <source>The llama-server program could not compute. The processor is used as before. It said: {message}</source>
   <translation>llama-server 程式無法計算，仍由處理器執行。程式給出的資訊：{message}</translation>
  </message>
  <message>
   <source>The llama-server program found no graphics card that it can use. The processor is used as before. Check the driver, and that the program was built for this card.</source>
   <translation>llama-server 程式沒有找到可用的顯示卡，仍由處理器執行。請檢查驅動程式，以及該程式是否為這塊顯示卡編譯。</translation>
  </message>
  <message>
   <source>The graphics card computed something else than the processor, which is used as before. Try a newer driver or another llama-server program.</source>
   <translation>顯示卡的計算結果與處理器不同，仍由處理器執行。請嘗試更新驅動程式，或換用其他 llama-server 程式。</translation>
  </message>
  <message>
   <source>The llama-server program was not ready after {seconds} seconds. The processor is used as before.</source>
   <translation>llama-server 程式在 {seconds} 秒後仍未就緒，仍由處理器執行。</translation>
  </message>
  <message>
   <source>{model} runs on the processor, because the program for the graphics card failed. It said: {message}</source>
   <translation>顯示卡所用的程式出錯，{model} 改由處理器執行。程式給出的資訊：{message}</translation>
  </message>
  <message>
   <source>The conversation needs {needed} tokens, but the context holds {available}. Nothing was cut; enlarge the context, or send less.</source>
   <translation>對話需要 {needed} token，但上下文只能容納 {available} 個。沒有任何內容被截斷；請擴大上下文，或減少要傳送的內容。</translation>
  </message>
  <message>
   <source>{model} cannot continue a reply here: it would begin a new one. The text is kept; retry to get another reply.</source>
   <translation>{model} 在此服務上無法續寫回覆：它會開始一條新回覆。文字已保留；可重新生成一條回覆。</translation>
  </message>
  <message>
   <source>{model} wrote no summary. Nothing was changed; try again, leave the messages out without a summary, or choose another model.</source>
   <translation>{model} 沒有寫出總結。什麼都沒有改變；請再試一次，或者不總結而直接省略這些訊息，也可以換一個模型。</translation>
  </message>
  <message>
   <source>{model} stopped working. What you wrote is kept; retry loads it again. The engine said: {message}</source>
   <translation>{model} 停止了工作。你寫的內容已保留；再試一次會重新載入該模型。引擎資訊：{message}</translation>
  </message>
  <message>
   <source>No model can be made of {path}: {message}. Nothing was copied; choose a whole GGUF file.</source>
   <translation>無法用 {path} 製作模型：{message}。未複製任何內容；請選擇一個完整的 GGUF 檔案。</translation>
  </message>
  <message>
   <source>{path} is not a GGUF file. Nothing was copied; choose one that is.</source>
   <translation>{path} 不是 GGUF 檔案。未複製任何內容；請選擇 GGUF 檔案。</translation>
  </message>
  <message>
   <source>{path} is one of {parts} parts of a model, which Ollama cannot take. Nothing was copied; use the built-in engine, or join them to one file and choose that.</source>
   <translation>{path} 是模型的 {parts} 個分片之一，Ollama 不支援分片。未複製任何內容；請使用內置引擎，或將它們合併為一個檔案後再選擇。</translation>
  </message>
  <message>
   <source>{path} is one of {parts} parts of a model, and not all are in its folder. Nothing was copied; put them there, then choose it again.</source>
   <translation>{path} 是模型的 {parts} 個分片之一，但所在資料夾中的分片不全。未複製任何內容；請將其餘分片放入該資料夾，然後重新選擇。</translation>
  </message>
  <message>
   <source>The file of {model} is not at {path} any more. What you wrote is kept; put it back, or choose where it is now under Models, Installed.</source>
   <translation>{model} 的檔案已不在 {path}。你寫的內容已保留；請將檔案放回原處，或在「模型」頁的「已安裝」中選擇它現在的位置。</translation>
  </message>
  <message>
   <source>The file of {model} at {path} is another one than when you chose it. What you wrote is kept; choose it again under Models, Installed, if that is right.</source>
   <translation>{path} 處的 {model} 檔案與你選擇時的不同。你寫的內容已保留；如果這是你要的檔案，請在「模型」頁的「已安裝」中重新選擇它。</translation>
  </message>
  <message>
   <source>{path} is incomplete: it ends before its weights do. Nothing was copied; fetch the file again.</source>
   <translation>{path} 不完整：檔案被截斷，權重不全。未複製任何內容；請重新下載該檔案。</translation>
  </message>
  <message>
   <source>Line {line} of the Modelfile makes no sense. Nothing was taken in; correct it, or choose another.</source>
   <translation>Modelfile 的第 {line} 行無法理解。沒有讀入任何內容；請改正它，或選擇另一個檔案。</translation>
  </message>
  <message>
   <source>{path} is no prompt sheet: {message} {place}. Nothing was taken in; correct it, or choose another.</source>
   <translation>{path} 不是評測表：{message} {place}。未匯入任何內容；請更正檔案，或另選一個。</translation>
  </message>
  <message>
   <source>{registry} cannot be reached from where the host runs. Nothing is lost; check the network and try again. It said: {message}</source>
   <translation>服務所在的地方連不上 {registry}。沒有丟失任何內容；請檢查網絡後再試。返回資訊：{message}</translation>
  </message>
  <message>
   <source>{registry} has no {model}. Nothing was downloaded; check the name and its size after the colon.</source>
   <translation>{registry} 上沒有 {model}。未下載任何內容；請檢查名稱和冒號後的規格。</translation>
  </message>
  <message>
   <source>{registry} has {model} only as several files, which Ollama cannot pull. Nothing was downloaded; choose another size after the colon, or use the built-in engine, which can.</source>
   <translation>{registry} 上的 {model} 只有分成多個檔案的版本，Ollama 無法下載。未下載任何內容；請在冒號後換一種規格，或者使用內置引擎，它可以下載。</translation>
  </message>
  <message>
   <source>{registry} has {model}, but not as GGUF, which is all that can be pulled from there. Nothing was downloaded; look for one with GGUF in its name.</source>
   <translation>{registry} 上有 {model}，但不是 GGUF 格式，而那裏只有 GGUF 可以下載。未下載任何內容；請找名稱中帶 GGUF 的版本。</translation>
  </message>
  <message>
   <source>{registry} does not show {model} to everybody: it is private, or there is none of that name. Nothing was downloaded; check the name, or choose a public one.</source>
   <translation>{registry} 不向所有人公開 {model}：它是私有的，或者沒有叫這個名字的模型。未下載任何內容；請檢查名稱，或選擇公開的模型。</translation>
  </message>
  <message>
   <source>The certificate of {registry} cannot be trusted, so nothing was downloaded. Check the date of this computer and who runs the registry. It said: {message}</source>
   <translation>{registry} 的憑證不可信，所以未下載任何內容。請檢查這台電腦的日期，以及該儲存庫由誰執行。返回資訊：{message}</translation>
  </message>
  <message>
   <source>{registry} does not encrypt its connections, so nothing was downloaded. If you trust the network, write http:// before the name.</source>
   <translation>{registry} 的連接沒有加密，所以未下載任何內容。如果你信任所在的網絡，請在名稱前寫上 http://。</translation>
  </message>
  <message>
   <source>{hub} cannot be reached at {address}. Nothing was changed; check the network, search the other hub, or name a mirror in the settings: hf-mirror.com is one of Hugging Face. It said: {message}</source>
   <translation>無法透過 {address} 連接 {hub}。未作任何更改；請檢查網絡，改為搜尋另一個社群，或在設定中填寫鏡像：hf-mirror.com 是 Hugging Face 的鏡像。返回資訊：{message}</translation>
  </message>
  <message>
   <source>{hub} takes no more requests from here for {seconds} s. Nothing was changed; wait that long, or store a token in the settings, with which it takes more.</source>
   <translation>{hub} 在 {seconds} 秒內不再接受來自這裏的請求。未作任何更改；請稍候再試，或在設定中儲存權杖以提高限額。</translation>
  </message>
  <message>
   <source>{hub} does not show this without a token that it accepts. Nothing was changed; store one in the settings, or choose a public model.</source>
   <translation>{hub} 需要有效的權杖才會顯示此內容。未作任何更改；請在設定中儲存權杖，或選擇公開的模型。</translation>
  </message>
  <message>
   <source>{hub} has no {model}, or no description of it. Nothing was changed; search again.</source>
   <translation>{hub} 沒有 {model}，或沒有它的説明。未作任何更改；請重新搜尋。</translation>
  </message>
  <message>
   <source>{address} did not answer as {hub} does. Nothing was changed; check the mirror in the settings, or try again later. The reason: {message}</source>
   <translation>{address} 的回應不是 {hub} 的格式。未作任何更改；請檢查設定中的鏡像，或稍後再試。原因：{message}</translation>
  </message>
  <message>
   <source>{address} is no address of a mirror or proxy. Nothing was changed; write one like https://hf-mirror.com.</source>
   <translation>{address} 不是鏡像或代理的位址。未作任何更改；請按 https://hf-mirror.com 的形式填寫。</translation>
  </message>
  <message>
   <source>What arrived of {model} is not what its registry promised, and was thrown away. Nothing was installed; try again, or tell whoever runs the registry. It said: {message}</source>
   <translation>{model} 校驗失敗，已丟棄。未安裝任何內容；請再試一次，或告知該儲存庫的管理者。返回資訊：{message}</translation>
  </message>
  <message>
   <source>{model} needs a newer Ollama than this host runs. Nothing was downloaded; update Ollama, then retry.</source>
   <translation>{model} 需要比此服務更新的 Ollama。未下載任何內容；請更新 Ollama 後再試。</translation>
  </message>
  <message>
   <source>This needs {needed_bytes} on the disk of {path}, where {free_bytes} are free. Nothing was downloaded; make room or choose a smaller model.</source>
   <translation>這需要在 {path} 所在的磁碟上佔用 {needed_bytes}，而那裏只剩 {free_bytes}。未下載任何內容；請騰出空間，或選擇更小的模型。</translation>
  </message>
  <message>
   <source>{path} could not be read, so it was not attached. The rest of your message is kept. {message}</source>
   <translation>無法讀取 {path}，因此沒有附上。訊息的其餘部分已保留。{message}</translation>
  </message>
  <message>
   <source>{count} files are too many at once: only the first {limit} were read.</source>
   <translation>一次附上 {count} 個檔案太多了，只讀取了前 {limit} 個。</translation>
  </message>
  <message>
   <source>{path} was not attached again: a file with the same content is attached already.</source>
   <translation>沒有再次新增 {path}：內容相同的檔案已經新增過了。</translation>
  </message>
  <message>
   <source>{address} was not attached: it is no file of this computer. Save it here first, then attach it. Your message is kept.</source>
   <translation>沒有新增 {address}：它不是這台電腦上的檔案。請先儲存到本機，再新增。你的訊息已保留。</translation>
  </message>
  <message>
   <source>{path} is neither text nor a picture nor a PDF, so it was not attached. Your message is kept.</source>
   <translation>{path} 不是文字、圖片或 PDF，因此沒有附上。你的訊息已保留。</translation>
  </message>
  <message>
   <source>{path} is {size_bytes} long and was not attached; models read {limit_bytes} at most. Attach a part of it.</source>
   <translation>{path} 有 {size_bytes}，沒有附上；模型最多讀取 {limit_bytes}。請只附上其中一部分。</translation>
  </message>
  <message>
   <source>{path} is a damaged picture and was not attached. Your message is kept; save it anew and retry.</source>
   <translation>{path} 是損壞的圖片，沒有附上。你的訊息已保留，請重新儲存圖片後再試。</translation>
  </message>
  <message>
   <source>{path} has {width} × {height} pixels, which is too large, and was not attached. Attach a smaller copy.</source>
   <translation>{path} 有 {width} × {height} 像素，太大了，沒有附上。請附上一份較小的副本。</translation>
  </message>
  <message>
   <source>{path} is a damaged PDF and was not attached. Your message is kept; save it anew and retry.</source>
   <translation>{path} 是損壞的 PDF，沒有附上。你的訊息已保留，請重新儲存後再試。</translation>
  </message>
  <message>
   <source>Reading {path} took too long or too much memory, so it was not attached. Save the pages you need as a PDF of their own and attach that.</source>
   <translation>讀取 {path} 耗時過長或佔用記憶體過多，因此沒有附上。請把需要的頁面另存為單獨的 PDF 再附上。</translation>
  </message>
  <message>
   <source>{path} is locked with a password and was not attached. Save a copy without one and attach that.</source>
   <translation>{path} 有密碼保護，沒有附上。請另存一份沒有密碼的副本再附上。</translation>
  </message>
  <message>
   <source>{path} holds pictures of pages without text, so there was nothing to attach. Attach the pages as pictures to a model with vision.</source>
   <translation>{path} 只有頁面影像而沒有文字，因此無可附上。請把頁面作為圖片附給支援視覺的模型。</translation>
  </message>
  <message>
   <source>There is no model to answer. Your message is kept; install or choose a model, then send it again.</source>
   <translation>沒有可以回答的模型。你的訊息已保留；請安裝或選擇一個模型，然後重新傳送。</translation>
  </message>
  <message>
   <source>The parameter {option} has a value that cannot be used. Nothing was sent; correct or reset it.</source>
   <translation>參數 {option} 的值無法使用。沒有傳送任何內容；請更正或重置該參數。</translation>
  </message>
  <message>
   <source>{address} does not take the parameter {option}. Your message is kept; reset it, then retry. The host said: {message}</source>
   <translation>{address} 不接受參數 {option}。你的訊息已保留；請重置該參數，然後再試一次。服務的説明：{message}</translation>
  </message>
  <message>
   <source>The disk is full, so nothing more could be written to {path}. What was saved before is safe; free some space and retry.</source>
   <translation>磁碟已滿，無法繼續寫入 {path}。之前儲存的內容是安全的；請騰出一些空間，然後再試一次。</translation>
  </message>
  <message>
   <source>The file of conversations was damaged. It was set aside as {backup}, and a new one was begun with what could be saved.</source>
   <translation>對話檔案已損壞。原檔案已另存為 {backup}，並用能夠恢復的內容建立了新檔案。</translation>
  </message>
  <message>
   <source>The conversations in {path} were written by a newer Teahouse (format {found}, this one knows {known}). They were not touched; update Teahouse to open them.</source>
   <translation>{path} 中的對話由更新版本的 Teahouse 寫入（格式 {found}，目前版本支援 {known}）。這些對話沒有被改動；請更新 Teahouse 後再開啟。</translation>
  </message>
  <message>
   <source>Another program is holding the conversations in {path}. Nothing was lost; close it and retry.</source>
   <translation>另一個程式正在佔用 {path} 中的對話。沒有丟失任何內容；請關閉該程式，然後再試一次。</translation>
  </message>
  <message>
   <source>The settings could not be read and were set aside as {backup}. Teahouse goes on with its defaults.</source>
   <translation>無法讀取設定，原檔案已另存為 {backup}。Teahouse 將使用預設設定繼續執行。</translation>
  </message>
  <message>
   <source>This computer has no keyring that is open, so what you typed for {host} is known until Teahouse quits. To have it kept, set up or unlock the system's keyring, then connect again.</source>
   <translation>本機沒有已解鎖的鑰匙圈，因此你為 {host} 輸入的內容只保留到 Teahouse 結束。若要儲存，請設定或解鎖系統鑰匙圈，然後重新連接。</translation>
  </message>
  <message>
   <source>The system's keyring could not be read, so {host} was asked without the password or token that may be kept there, and refused access. Unlock the keyring and retry, or type the token again in the settings.</source>
   <translation>無法讀取系統鑰匙圈，因此連接 {host} 時沒有使用其中可能儲存的密碼或權杖，對方拒絕了存取。請解鎖鑰匙圈後再試，或在設定中重新輸入權杖。</translation>
  </message>
  <message>
   <source>The system's keyring did not answer, so {host} was asked without the password or token that may be kept there, and refused access. Unlock the keyring and retry, or type the token again in the settings.</source>
   <translation>系統鑰匙圈沒有響應，因此連接 {host} 時沒有使用其中可能儲存的密碼或權杖，對方拒絕了存取。請解鎖鑰匙圈後再試，或在設定中重新輸入權杖。</translation>
  </message>
  <message>
   <source>{address} could not be asked about newer versions. Nothing was changed; try again later. It said: {message}</source>
   <translation>無法從 {address} 查詢新版本。什麼都沒有改變；請稍後再試。返回資訊：{message}</translation>
  </message>
  <message>
   <source>What {address} says about newer versions is not signed by the makers of Teahouse, so it was not believed. Nothing was changed.</source>
   <translation>{address} 提供的新版本資訊沒有 Teahouse 開發者的有效簽名，因此未予採信。什麼都沒有改變。</translation>
  </message>
  <message>
   <source>{address} shows older news of versions than it did before, so it was not believed. What was known stays; if this lasts, look at the page of Teahouse yourself.</source>
   <translation>{address} 給出的版本訊息比之前見過的還舊，因此未予採信。已知的資訊保持不變；如果一直如此，請自行檢視 Teahouse 的頁面。</translation>
  </message>
  <message>
   <source>What {address} says about newer versions was valid until {expired_at}, so it was not believed. What was known stays; check this computer's clock, or look at the page of Teahouse yourself.</source>
   <translation>{address} 給出的新版本訊息有效期至 {expired_at}，因此未予採信。已知的資訊保持不變；請檢查本機時鐘，或自行檢視 Teahouse 的頁面。</translation>
  </message>
  <message>
   <source>Something went wrong inside Teahouse: {message}. What was saved is safe; retry or start it again.</source>
   <translation>Teahouse 內部出錯：{message}。已儲存的內容是安全的；請再試一次，或重新啟動 Teahouse。</translation>
  </message>
  <message>
   <source>{registry} cannot be reached from where the host runs. Nothing is lost; check the network and try again, or pull it from a mirror: hf-mirror.com/… in place of hf.co/…, or modelscope.cn/… It said: {message}</source>
   <translation>服務所在的電腦無法連接 {registry}。沒有丟失任何內容；請檢查網絡後再試，或從鏡像下載：用 hf-mirror.com/… 代替 hf.co/…，或用 modelscope.cn/…。返回資訊：{message}</translation>
  </message>
  <message>
   <source>The file of {model} is not on this computer but at {address}. The workshop needs a model of this computer.</source>
   <translation>{model} 的檔案不在本機，而在 {address}。工坊只能使用本機上的模型。</translation>
  </message>
  <message>
   <source>The workshop cannot be used with this installation; chats are not affected. The reason: {message}</source>
   <translation>目前安裝無法使用工坊，對話不受影響。原因：{message}</translation>
  </message>
  <message>
   <source>This could not be done. The models are unchanged. The reason: {message}</source>
   <translation>操作未能完成，模型沒有改動。原因：{message}</translation>
  </message>
  <message>
   <source>The workshop's process ended before it was done. The models are unchanged. It said: {message}</source>
   <translation>工坊程序中途結束，模型沒有改動。它的輸出：{message}</translation>
  </message>
  <message>
   <source>What {model} was given cannot be written as text: there are pictures, or its format of replies is not known.</source>
   <translation>{model} 收到的內容無法寫成文字：其中有圖片，或其回覆格式未知。</translation>
  </message>
 </context>
 <context>
  <name>TryOut</name>
  <message>
   <source>Ask something: the answer is as the variant would give it now, and is not kept.</source>
   <translation>試問一句，預覽目前配置下的回答，不會儲存。</translation>
  </message>
  <message>
   <source>Start over</source>
   <translation>重新開始</translation>
  </message>
  <message>
   <source>Try it out</source>
   <translation>試一試</translation>
  </message>
  <message>
   <source>Question for the variant</source>
   <translation>向自定義模型提問</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>停止</translation>
  </message>
  <message>
   <source>Send</source>
   <translation>傳送</translation>
  </message>
 </context>
 <context>
  <name>TurnForm</name>
  <message>
   <source>You ask</source>
   <translation>你的提問</translation>
  </message>
  <message>
   <source>Given answer</source>
   <translation>預設回答</translation>
  </message>
  <message>
   <source>Who speaks</source>
   <translation>誰在説</translation>
  </message>
  <message>
   <source>Delete this turn</source>
   <translation>刪除這一輪</translation>
  </message>
  <message>
   <source>Text of the turn</source>
   <translation>這一輪的文字</translation>
  </message>
 </context>
 <context>
  <name>TypedNameBar</name>
  <message>
   <source>“{text}” ran on ollama.com, where it was last seen on {date}.</source>
   <translation>「{text}」曾在 ollama.com 上執行，最後一次見到是 {date}。</translation>
  </message>
  <message>
   <source>“{text}” is a name: it can be pulled as it is.</source>
   <translation>「{text}」是模型名，可以直接下載。</translation>
  </message>
  <message>
   <source>Look first</source>
   <translation>先看看</translation>
  </message>
  <message>
   <source>What it is, how big, and whether it would run here</source>
   <translation>它是什麼、有多大、能否在本機執行</translation>
  </message>
  <message>
   <source>Pull it</source>
   <translation>下載</translation>
  </message>
 </context>
 <context>
  <name>UndoBar</name>
  <message>
   <source>Undo</source>
   <translation>復原</translation>
  </message>
  <message>
   <source>Deleted “{title}”</source>
   <translation>已刪除「{title}」</translation>
  </message>
 </context>
 <context>
  <name>Updates</name>
  <message>
   <source>Teahouse {version} is available.</source>
   <translation>Teahouse {version} 已發布。</translation>
  </message>
  <message>
   <source>Open the download page</source>
   <translation>開啟下載頁面</translation>
  </message>
 </context>
 <context>
  <name>UpdatesForm</name>
  <message>
   <source>Tell me when there is a newer Teahouse</source>
   <translation>有新版本的 Teahouse 時告訴我</translation>
  </message>
  <message>
   <source>Check now</source>
   <translation>立即檢查</translation>
  </message>
  <message>
   <source>Open the download page</source>
   <translation>開啟下載頁面</translation>
  </message>
  <message>
   <source>This is Teahouse {version}.</source>
   <translation>目前版本為 Teahouse {version}。</translation>
  </message>
  <message>
   <source>Once a day one small signed file is read from {address}. Nothing about you or this computer is sent.</source>
   <translation>每天從 {address} 讀取一個帶簽名的小檔案。不會傳送任何關於你或這台電腦的資訊。</translation>
  </message>
  <message>
   <source>It came from {store}, which also brings newer versions.</source>
   <translation>它來自 {store}，新版本也由其提供。</translation>
  </message>
  <message>
   <source>It does not look for newer versions: update it the way you installed it.</source>
   <translation>它不會自行檢查新版本：請按安裝時的方式更新。</translation>
  </message>
  <message>
   <source>Checking…</source>
   <translation>正在檢查…</translation>
  </message>
  <message>
   <source>Teahouse {version} is available.</source>
   <translation>Teahouse {version} 已發布。</translation>
  </message>
  <message>
   <source>This is the newest version. Checked {when}</source>
   <translation>已是最新版本。檢查時間：{when}</translation>
  </message>
 </context>
 <context>
  <name>UsageView</name>
  <message>
   <source>Lab</source>
   <translation>廠商</translation>
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
   <translation>記錄</translation>
  </message>
  <message>
   <source>Tokens
read</source>
   <translation>讀取的
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
   <translation>還沒有記錄。每條回覆結束後都會計入這裏。</translation>
  </message>
  <message numerus="yes">
   <source>{read} tokens read and {written} written in %n run(s), {thinking} of them thinking.</source>
   <translation>
    <numerusform>%n 條記錄共讀取 {read} token，生成 {written} token，其中思考 {thinking}。</numerusform>
   </translation>
  </message>
  <message>
   <source>By lab</source>
   <translation>按廠商</translation>
  </message>
  <message>
   <source>By model</source>
   <translation>按模型</translation>
  </message>
  <message>
   <source>Whose usage</source>
   <translation>誰的用量</translation>
  </message>
  <message>
   <source>Each week</source>
   <translation>每週</translation>
  </message>
  <message>
   <source>All weeks</source>
   <translation>全部</translation>
  </message>
  <message>
   <source>For which time</source>
   <translation>時間範圍</translation>
  </message>
  <message>
   <source>Usage, the newest week first</source>
   <translation>用量，最近的一週在前</translation>
  </message>
 </context>
 <context>
  <name>VariantDialog</name>
  <message>
   <source>A variant of {model}</source>
   <translation>基於 {model} 的自定義模型</translation>
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
   <translation>複製</translation>
  </message>
  <message>
   <source>Save…</source>
   <translation>儲存…</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>關閉</translation>
  </message>
  <message>
   <source>Try it out</source>
   <translation>試一試</translation>
  </message>
  <message>
   <source>More</source>
   <translation>更多</translation>
  </message>
  <message>
   <source>Open a Modelfile</source>
   <translation>開啟 Modelfile</translation>
  </message>
  <message>
   <source>it is no text</source>
   <translation>它不是文字</translation>
  </message>
  <message>
   <source>{file} cannot be read: {why}</source>
   <translation>無法讀取 {file}：{why}</translation>
  </message>
  <message>
   <source>Chat with it now</source>
   <translation>開始對話</translation>
  </message>
  <message>
   <source>Save the Modelfile</source>
   <translation>儲存 Modelfile</translation>
  </message>
  <message>
   <source>The template and the adapter count once it is made.</source>
   <translation>範本和適配器在生成之後才起作用。</translation>
  </message>
  <message>
   <source>Open a Modelfile…</source>
   <translation>開啟 Modelfile…</translation>
  </message>
  <message>
   <source>It could not be written: {why}</source>
   <translation>無法寫入：{why}</translation>
  </message>
  <message>
   <source>Written to {path}</source>
   <translation>已寫入 {path}</translation>
  </message>
 </context>
 <context>
  <name>VariantForm</name>
  <message>
   <source>Name of the new model</source>
   <translation>新模型的名稱</translation>
  </message>
  <message>
   <source>Made from</source>
   <translation>基於</translation>
  </message>
  <message>
   <source>System prompt: who it is to be, and how it is to answer</source>
   <translation>系統提示詞：它是誰，怎樣回答</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>參數</translation>
  </message>
  <message>
   <source>Messages every chat with it begins with: examples of how it is to answer</source>
   <translation>每次對話開頭的訊息：示範它該怎樣回答</translation>
  </message>
  <message>
   <source>Template: how messages become text (leave it as it is unless you know why)</source>
   <translation>範本：訊息如何變成文字（不清楚就不要改）</translation>
  </message>
  <message>
   <source>Adapter (LoRA); the Workshop adds several, with sliders</source>
   <translation>適配器（LoRA）；在工坊中可新增多個並用滑塊調節</translation>
  </message>
  <message>
   <source>Adapter (LoRA): only some versions of Ollama take one</source>
   <translation>適配器（LoRA）：只有部分版本的 Ollama 支援</translation>
  </message>
 </context>
 <context>
  <name>VoteBar</name>
  <message>
   <source>Which answer is best? The names and figures are shown after your vote.</source>
   <translation>哪個回答最好？投票後顯示名稱和數據。</translation>
  </message>
  <message>
   <source>You can vote when all have answered.</source>
   <translation>全部回答之後即可投票。</translation>
  </message>
  <message>
   <source>Best answer: {model}</source>
   <translation>最佳回答：{model}</translation>
  </message>
  <message>
   <source>Tie</source>
   <translation>平手</translation>
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
   <translation>GGUF 檔案</translation>
  </message>
  <message>
   <source>GGUF files (*.gguf)</source>
   <translation>GGUF 檔案 (*.gguf)</translation>
  </message>
  <message>
   <source>The file of {model}</source>
   <translation>{model} 的檔案</translation>
  </message>
  <message>
   <source>{model} is made.</source>
   <translation>{model} 已生成。</translation>
  </message>
  <message>
   <source>{kind} + matrix</source>
   <translation>{kind} + 矩陣</translation>
  </message>
  <message>
   <source>with an adapter</source>
   <translation>帶適配器</translation>
  </message>
  <message>
   <source>adapter merged</source>
   <translation>已合併適配器</translation>
  </message>
  <message>
   <source>steered</source>
   <translation>已引導</translation>
  </message>
  <message>
   <source>changed copy</source>
   <translation>修改後的副本</translation>
  </message>
  <message>
   <source>{name} · recommended</source>
   <translation>{name} · 推薦</translation>
  </message>
  <message>
   <source>{name}, recommended</source>
   <translation>{name}，推薦</translation>
  </message>
  <message>
   <source>size {value}</source>
   <translation>大小 {value}</translation>
  </message>
  <message>
   <source>memory {value}</source>
   <translation>記憶體 {value}</translation>
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
   <translation>KL 散度中位數 {value}</translation>
  </message>
  <message>
   <source>KL divergence, 99 % below {value}</source>
   <translation>99% 的 KL 散度低於 {value}</translation>
  </message>
  <message>
   <source>perplexity {value}</source>
   <translation>困惑度 {value}</translation>
  </message>
  <message>
   <source>reading {value}</source>
   <translation>輸入 {value}</translation>
  </message>
  <message>
   <source>writing {value}</source>
   <translation>輸出 {value}</translation>
  </message>
  <message>
   <source>Recommended is the smallest with a mean KL divergence of at most {most} (the original's words are at most {lost} less probable on average) and the same first token for at least {same} of the prompts; fewer than {enough} prompts do not count.</source>
   <translation>推薦的是滿足以下條件的最小一種：平均 KL 散度不超過 {most}（原模型用詞的概率平均至多降低 {lost}），且至少 {same} 的提示詞首 token 一致；提示詞少於 {enough} 條時不計後一項。</translation>
  </message>
  <message>
   <source>KL divergence and perplexity over {n} tokens, in pieces of {context}</source>
   <translation>KL 散度與困惑度基於 {n} token，每段 {context} 個</translation>
  </message>
  <message>
   <source>Preparing…</source>
   <translation>正在準備…</translation>
  </message>
  <message>
   <source>{kind}, {number} of {total}</source>
   <translation>{kind}，第 {number} 種，共 {total} 種</translation>
  </message>
  <message>
   <source>layer {n}</source>
   <translation>第 {n} 層</translation>
  </message>
  <message>
   <source>Importance matrix</source>
   <translation>重要性矩陣</translation>
  </message>
  <message>
   <source>Quantizing</source>
   <translation>正在量化</translation>
  </message>
  <message>
   <source>Measuring</source>
   <translation>正在測量</translation>
  </message>
  <message>
   <source>{time} left</source>
   <translation>剩餘 {time}</translation>
  </message>
  <message numerus="yes">
   <source>first tokens of %n prompt(s)</source>
   <translation>
    <numerusform>%n 條提示詞的首 token</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>WorkshopHeader</name>
  <message>
   <source>No model is installed</source>
   <translation>沒有已安裝的模型</translation>
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
   <translation>適配器</translation>
  </message>
  <message>
   <source>Steering</source>
   <translation>引導</translation>
  </message>
  <message>
   <source>Tokenizer</source>
   <translation>分詞器</translation>
  </message>
  <message>
   <source>Template</source>
   <translation>範本</translation>
  </message>
  <message>
   <source>Layers</source>
   <translation>逐層檢視</translation>
  </message>
  <message>
   <source>Metadata</source>
   <translation>元數據</translation>
  </message>
 </context>
 <context>
  <name>_Dialog</name>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
 </context>
 <context>
  <name>Catalogue</name>
  <message>
   <source>2 分钟：每分钟 1/4 + 1/6 + 1/12 = 1/2 壶。</source>
   <translation>2 分鐘：每分鐘 1/4 + 1/6 + 1/12 = 1/2 壺。</translation>
  </message>
  <message>
   <source>B：用习语译习语。</source>
   <translation>B：用習語譯習語。</translation>
  </message>
  <message>
   <source>DeepSeek 模型许可证 v1（代码 MIT）</source>
   <translation>DeepSeek 模型許可證 v1（程式碼 MIT）</translation>
  </message>
  <message>
   <source>DeepSeek 深度求索</source>
   <translation>DeepSeek 深度求索</translation>
  </message>
  <message>
   <source>GLM-4 许可证</source>
   <translation>GLM-4 許可證</translation>
  </message>
  <message>
   <source>GLM-5.3 许可证</source>
   <translation>GLM-5.3 許可證</translation>
  </message>
  <message>
   <source>Gemma 使用条款</source>
   <translation>Gemma 使用條款</translation>
  </message>
  <message>
   <source>JSON 信息提取</source>
   <translation>JSON 資訊提取</translation>
  </message>
  <message>
   <source>Kimi K3 许可证</source>
   <translation>Kimi K3 許可證</translation>
  </message>
  <message>
   <source>Kimi 月之暗面</source>
   <translation>Kimi 月之暗面</translation>
  </message>
  <message>
   <source>LFM 开放许可证 1.0</source>
   <translation>LFM 開放許可證 1.0</translation>
  </message>
  <message>
   <source>Llama 3.1 社区许可协议</source>
   <translation>Llama 3.1 社群許可協議</translation>
  </message>
  <message>
   <source>Llama 3.2 社区许可协议</source>
   <translation>Llama 3.2 社群許可協議</translation>
  </message>
  <message>
   <source>Llama 3.3 社区许可协议</source>
   <translation>Llama 3.3 社群許可協議</translation>
  </message>
  <message>
   <source>Llama 4 社区许可协议</source>
   <translation>Llama 4 社群許可協議</translation>
  </message>
  <message>
   <source>MiniMax M2.7 许可证（非商用）</source>
   <translation>MiniMax M2.7 許可證（非商用）</translation>
  </message>
  <message>
   <source>MiniMax 社区许可协议（M3）</source>
   <translation>MiniMax 社群許可協議（M3）</translation>
  </message>
  <message>
   <source>Mistral 最大的模型；桌面电脑无法运行。</source>
   <translation>Mistral 最大的模型；桌面電腦無法執行。</translation>
  </message>
  <message>
   <source>Mistral 研究许可证</source>
   <translation>Mistral 研究許可證</translation>
  </message>
  <message>
   <source>Mistral 非生产许可证</source>
   <translation>Mistral 非生產許可證</translation>
  </message>
  <message>
   <source>NVIDIA 开放模型许可证</source>
   <translation>NVIDIA 開放模型許可證</translation>
  </message>
  <message>
   <source>Qwen3.8-Max 许可证</source>
   <translation>Qwen3.8-Max 許可證</translation>
  </message>
  <message>
   <source>row_number() over (partition by customer order by placed_on desc, id desc) = 1，或带有并列处理的等价写法。</source>
   <translation>row_number() over (partition by customer order by placed_on desc, id desc) = 1，或帶有並列處理的等價寫法。</translation>
  </message>
  <message>
   <source>var 在整个函数中只有一个绑定；let 每次循环各有一个。</source>
   <translation>var 在整個函式中只有一個綁定；let 每次循環各有一個。</translation>
  </message>
  <message>
   <source>{"姓名": "鲁敏", "日期": "2027-05-03", "人数": 6, "素食人数": 2}</source>
   <translation>{"姓名": "魯敏", "日期": "2027-05-03", "人數": 6, "素食人數": 2}</translation>
  </message>
  <message>
   <source>{"寄件人": "周明", "收件人": "陈小雨", "电话": "138-0000-1234", "城市": "成都", "重量_kg": 2.5}</source>
   <translation>{"寄件人": "周明", "收件人": "陳小雨", "電話": "138-0000-1234", "城市": "成都", "重量_kg": 2.5}</translation>
  </message>
  <message>
   <source>一个农夫有 17 只羊，除了 9 只以外都跑掉了。还剩几只？用两句话解释。</source>
   <translation>一個農夫有 17 只羊，除了 9 只以外都跑掉了。還剩幾隻？用兩句話解釋。</translation>
  </message>
  <message>
   <source>一块好显卡即可的可靠对话模型，能看图。</source>
   <translation>一塊好顯示卡即可的可靠對話模型，能看圖。</translation>
  </message>
  <message>
   <source>一块好显卡即可编程和做智能体任务；能看图。</source>
   <translation>一塊好顯示卡即可編程和做智能代理任務；能看圖。</translation>
  </message>
  <message>
   <source>一步步思考，支持多种欧洲语言。</source>
   <translation>一步步思考，支援多種歐洲語言。</translation>
  </message>
  <message>
   <source>一步步推演数学题。</source>
   <translation>一步步推演數學題。</translation>
  </message>
  <message>
   <source>七比四决定维修：两个桥墩开裂，210 万，八个月；下月起禁止卡车过桥。</source>
   <translation>七比四決定維修：兩個橋墩開裂，210 萬，八個月；下月起禁止卡車過橋。</translation>
  </message>
  <message>
   <source>三十多种语言互译，专做翻译。</source>
   <translation>三十多種語言互譯，專做翻譯。</translation>
  </message>
  <message>
   <source>三只水壶烧水：第一只烧开一满壶要 4 分钟，第二只要 6 分钟，第三只要 12 分钟。三只同时烧，各以自己的速度烧开自己的那一份，合起来装满一壶。最少几分钟能装满？写出步骤。</source>
   <translation>三隻水壺燒水：第一隻燒開一滿壺要 4 分鐘，第二隻要 6 分鐘，第三隻要 12 分鐘。三隻同時燒，各以自己的速度燒開自己的那一份，合起來裝滿一壺。最少幾分鐘能裝滿？寫出步驟。</translation>
  </message>
  <message>
   <source>上一代看图和读文档的千问。</source>
   <translation>上一代看圖和讀文檔的千問。</translation>
  </message>
  <message>
   <source>下面这段 JavaScript 会打印三次 3。用两句话解释原因，并给出能打印 0、1、2 的最小改动。

```js
for (var i = 0; i &lt; 3; i++) {
  setTimeout(() =&gt; console.log(i), 10);
}
```</source>
   <translation>下面這段 JavaScript 會打印三次 3。用兩句話解釋原因，並給出能打印 0、1、2 的最小改動。

```js
for (var i = 0; i &lt; 3; i++) {
  setTimeout(() =&gt; console.log(i), 10);
}
```</translation>
  </message>
  <message>
   <source>不授权在欧盟、英国和韩国使用。其他地区可免费使用，但其输出不得用于训练其他模型，超大规模服务须另行获得许可。</source>
   <translation>不授權在歐盟、英國和韓國使用。其他地區可免費使用，但其輸出不得用於訓練其他模型，超大規模服務須另行獲得許可。</translation>
  </message>
  <message>
   <source>不授权给欧盟的个人和公司使用。其他地区允许商业使用，须标注 “Built with Llama”。</source>
   <translation>不授權給歐盟的個人和公司使用。其他地區允許商業使用，須標註 “Built with Llama”。</translation>
  </message>
  <message>
   <source>两季之间种三叶草改善了土壤、水和蜜蜂；产量先降后升。</source>
   <translation>兩季之間種三葉草改善了土壤、水和蜜蜂；產量先降後升。</translation>
  </message>
  <message>
   <source>中等规模，擅长数学和清楚的讲解。</source>
   <translation>中等規模，擅長數學和清楚的講解。</translation>
  </message>
  <message>
   <source>中英文对话，支持超长文本；按需思考。</source>
   <translation>中英文對話，支援超長文字；按需思考。</translation>
  </message>
  <message>
   <source>中英文对话；较大的版本会思考。</source>
   <translation>中英文對話；較大的版本會思考。</translation>
  </message>
  <message>
   <source>中英翻译</source>
   <translation>中英翻譯</translation>
  </message>
  <message>
   <source>为极长文本而生，占用内存少。</source>
   <translation>為極長文字而生，佔用記憶體少。</translation>
  </message>
  <message>
   <source>为没有参加这次会议的人写三个要点。只有需要某人做事时才写名字。

李娜先介绍了上周的数据：访问量上升了一成，订单持平。欧明认为问题出在新的结账页面，他会在周五前分别测试有无那个额外步骤的情况。王伟指出，周三下午支付服务商出现故障，可能可以解释一半的原因。李娜请大家在欧明的数据出来之前暂停改版。夏季聚会改到 14 日。</source>
   <translation>為沒有參加這次會議的人寫三個要點。只有需要某人做事時才寫名字。

李娜先介紹了上週的數據：存取量上升了一成，訂單持平。歐明認為問題出在新的結賬頁面，他會在週五前分別測試有無那個額外步驟的情況。王偉指出，週三下午支付服務商出現故障，可能可以解釋一半的原因。李娜請大家在歐明的數據出來之前暫停改版。夏季聚會改到 14 日。</translation>
  </message>
  <message>
   <source>为笔记本和手机而做。</source>
   <translation>為手提電腦和手機而做。</translation>
  </message>
  <message>
   <source>乙来自西安，是教师；甲来自成都，是医生；丙来自杭州，是厨师。</source>
   <translation>乙來自西安，是教師；甲來自成都，是醫生；丙來自杭州，是廚師。</translation>
  </message>
  <message>
   <source>亲切的日常对话；4b 以上可看图。</source>
   <translation>親切的日常對話；4b 以上可看圖。</translation>
  </message>
  <message>
   <source>仅供研究使用。</source>
   <translation>僅供研究使用。</translation>
  </message>
  <message>
   <source>仅供试用和研究，不得用于生产环境。</source>
   <translation>僅供試用和研究，不得用於生產環境。</translation>
  </message>
  <message>
   <source>仅限研究和个人使用；商业使用须获得阿里巴巴许可。</source>
   <translation>僅限研究和個人使用；商業使用須獲得阿裏巴巴許可。</translation>
  </message>
  <message>
   <source>从极小到极大的全能模型：对话、看图、按需思考。</source>
   <translation>從極小到極大的全能模型：對話、看圖、按需思考。</translation>
  </message>
  <message>
   <source>任何电脑都能运行的极小模型；只会简单的句子。</source>
   <translation>任何電腦都能執行的極小模型；只會簡單的句子。</translation>
  </message>
  <message>
   <source>优点：漂亮、倒水不滴漏、发货快；缺点：壶盖晃响、把手太烫</source>
   <translation>優點：漂亮、倒水不滴漏、發貨快；缺點：壺蓋晃響、把手太燙</translation>
  </message>
  <message>
   <source>会思考，且训练过程完全公开。</source>
   <translation>會思考，且訓練過程完全公開。</translation>
  </message>
  <message>
   <source>会看图、会用工具的小模型。</source>
   <translation>會看圖、會用工具的小模型。</translation>
  </message>
  <message>
   <source>会看图的智能体模型。</source>
   <translation>會看圖的智能代理模型。</translation>
  </message>
  <message>
   <source>低配电脑</source>
   <translation>低配電腦</translation>
  </message>
  <message>
   <source>低配电脑也能运行的代码补全模型。</source>
   <translation>低配電腦也能執行的程式碼補全模型。</translation>
  </message>
  <message>
   <source>供个人、研究和非营利使用；商业使用须获得 MiniMax 书面许可。</source>
   <translation>供個人、研究和非營利使用；商業使用須獲得 MiniMax 書面許可。</translation>
  </message>
  <message>
   <source>保留两个意象或找到对等的说法：说话像竹筒倒豆子；谈到正事就回避（打太极）。</source>
   <translation>保留兩個意象或找到對等的説法：説話像竹筒倒豆子；談到正事就回避（打太極）。</translation>
  </message>
  <message>
   <source>修改版 MIT（MiniMax M2.5）</source>
   <translation>修改版 MIT（MiniMax M2.5）</translation>
  </message>
  <message>
   <source>修改版 MIT（Mistral）</source>
   <translation>修改版 MIT（Mistral）</translation>
  </message>
  <message>
   <source>修改版 MIT（月之暗面）</source>
   <translation>修改版 MIT（月之暗面）</translation>
  </message>
  <message>
   <source>借助工具处理整个代码库。</source>
   <translation>藉助工具處理整個程式碼庫。</translation>
  </message>
  <message>
   <source>借助工具编程。</source>
   <translation>藉助工具編程。</translation>
  </message>
  <message>
   <source>允许商业使用，但产品须注明并一次性告知 MiniMax；年收入超过 2000 万美元须获得许可。</source>
   <translation>允許商業使用，但產品須註明並一次性告知 MiniMax；年收入超過 2000 萬美元須獲得許可。</translation>
  </message>
  <message>
   <source>允许商业使用，须标注 “Built with Llama”；月活用户超过七亿的服务须获得许可。</source>
   <translation>允許商業使用，須標註 “Built with Llama”；月活用戶超過七億的服務須獲得許可。</translation>
  </message>
  <message>
   <source>允许商业使用，须标注 “Built with Llama”；月活超过七亿须获得许可。其视觉模型不授权给欧盟居民。</source>
   <translation>允許商業使用，須標註 “Built with Llama”；月活超過七億須獲得許可。其視覺模型不授權給歐盟居民。</translation>
  </message>
  <message>
   <source>允许商业使用；不得在没有替代措施的情况下移除模型内置的安全机制。</source>
   <translation>允許商業使用；不得在沒有替代措施的情況下移除模型內置的安全機制。</translation>
  </message>
  <message>
   <source>允许商业使用；商业产品必须显示模型名称。</source>
   <translation>允許商業使用；商業產品必須顯示模型名稱。</translation>
  </message>
  <message>
   <source>允许商业使用；许可证列出了禁止的有害用途。</source>
   <translation>允許商業使用；許可證列出了禁止的有害用途。</translation>
  </message>
  <message>
   <source>允许商业使用；谷歌列出了禁止的有害用途。</source>
   <translation>允許商業使用；谷歌列出了禁止的有害用途。</translation>
  </message>
  <message>
   <source>先想清楚再回答；小规格版本让普通电脑也能用上这种思考方式。</source>
   <translation>先想清楚再回答；小規格版本讓普通電腦也能用上這種思考方式。</translation>
  </message>
  <message>
   <source>写一条 SQL 查询：从 `orders(id, customer, placed_on, total)` 中，查出每位客户最近一笔订单的日期和金额。即使两笔订单的日期都是最近的，每位客户也只出现一次。</source>
   <translation>寫一條 SQL 查詢：從 `orders(id, customer, placed_on, total)` 中，查出每位客户最近一筆訂單的日期和金額。即使兩筆訂單的日期都是最近的，每位客户也只出現一次。</translation>
  </message>
  <message>
   <source>几乎对所有人免费，包括商业产品；超大规模产品必须显示模型名称；出售模型服务须与阿里巴巴另签协议。</source>
   <translation>幾乎對所有人免費，包括商業產品；超大規模產品必須顯示模型名稱；出售模型服務須與阿裏巴巴另籤協議。</translation>
  </message>
  <message>
   <source>几乎对所有人免费；月活用户超过一亿或月收入超过 2000 万美元的产品必须显示模型名称。</source>
   <translation>幾乎對所有人免費；月活用戶超過一億或月收入超過 2000 萬美元的產品必須顯示模型名稱。</translation>
  </message>
  <message>
   <source>几乎对所有人免费；超大规模产品必须显示模型名称；模型服务或助手业务年收入超过 5000 万美元的公司须另签协议。</source>
   <translation>幾乎對所有人免費；超大規模產品必須顯示模型名稱；模型服務或助手業務年收入超過 5000 萬美元的公司須另籤協議。</translation>
  </message>
  <message>
   <source>制作本目录时没有找到可下载的单个文件。</source>
   <translation>製作本目錄時沒有找到可下載的單個檔案。</translation>
  </message>
  <message>
   <source>办公任务：摘要、信息提取、工具。</source>
   <translation>辦公任務：摘要、資訊提取、工具。</translation>
  </message>
  <message>
   <source>北京智源</source>
   <translation>北京智源</translation>
  </message>
  <message>
   <source>医学</source>
   <translation>醫學</translation>
  </message>
  <message>
   <source>千问研究许可证</source>
   <translation>千問研究許可證</translation>
  </message>
  <message>
   <source>千问社区许可证 1.0</source>
   <translation>千問社群許可證 1.0</translation>
  </message>
  <message>
   <source>千问许可证（非 Apache）</source>
   <translation>千問許可證（非 Apache）</translation>
  </message>
  <message>
   <source>只以多个分卷文件发布，Ollama 无法下载。</source>
   <translation>只以多個分割檔檔案發布，Ollama 無法下載。</translation>
  </message>
  <message>
   <source>只在 ollama.com 上运行：模型库里没有它的权重，无法下载。</source>
   <translation>只在 ollama.com 上執行：模型庫裏沒有它的權重，無法下載。</translation>
  </message>
  <message>
   <source>只有小本说的是真话。</source>
   <translation>只有小本説的是真話。</translation>
  </message>
  <message>
   <source>只输出 JSON，键为 `error`、`file`、`line`，没有提到的填 null。

  File "tea/brew.py", line 48, in steep
    return leaves[temperature]
KeyError: 95</source>
   <translation>只輸出 JSON，鍵為 `error`、`file`、`line`，沒有提到的填 null。

  File "tea/brew.py", line 48, in steep
    return leaves[temperature]
KeyError: 95</translation>
  </message>
  <message>
   <source>只输出 JSON：{"优点": [...], "缺点": [...]}，各是评价中的短语列表，不要其他内容。

茶壶很漂亮，倒水不滴漏，但是壶盖会晃响，把手烫得拿不住。发货很快。</source>
   <translation>只輸出 JSON：{"優點": [...], "缺點": [...]}，各是評價中的短語列表，不要其他內容。

茶壺很漂亮，倒水不滴漏，但是壺蓋會晃響，把手燙得拿不住。發貨很快。</translation>
  </message>
  <message>
   <source>只输出 JSON：{"姓名": …, "日期": "YYYY-MM-DD", "人数": 数字, "素食人数": 数字}。

你好，我是鲁敏。我想订 2027 年 5 月 3 日的一张六人桌，最好靠窗。我们当中有两位不吃肉。</source>
   <translation>只輸出 JSON：{"姓名": …, "日期": "YYYY-MM-DD", "人數": 數字, "素食人數": 數字}。

你好，我是魯敏。我想訂 2027 年 5 月 3 日的一張六人桌，最好靠窗。我們當中有兩位不吃肉。</translation>
  </message>
  <message>
   <source>只输出 JSON：{"寄件人": …, "收件人": …, "电话": …, "城市": …, "重量_kg": 数字}。没有提到的填 null。

请把这两公斤半的茶叶寄给成都的陈小雨，她的电话是 138-0000-1234，我是杭州的周明。</source>
   <translation>只輸出 JSON：{"寄件人": …, "收件人": …, "電話": …, "城市": …, "重量_kg": 數字}。沒有提到的填 null。

請把這兩公斤半的茶葉寄給成都的陳小雨，她的電話是 138-0000-1234，我是杭州的周明。</translation>
  </message>
  <message>
   <source>只输出一个 JSON 列表，每样东西一个对象：{"物品": …, "数量": 数字, "单位": …, "价格": 数字}。

面粉两公斤，每公斤 1.20 元；鸡蛋一打，3.60 元；奶油半升，1.75 元。</source>
   <translation>只輸出一個 JSON 列表，每樣東西一個對象：{"物品": …, "數量": 數字, "單位": …, "價格": 數字}。

麪粉兩公斤，每公斤 1.20 元；雞蛋一打，3.60 元；奶油半升，1.75 元。</translation>
  </message>
  <message>
   <source>可用于任何用途，包括商业产品。</source>
   <translation>可用於任何用途，包括商業產品。</translation>
  </message>
  <message>
   <source>可用于任何用途，包括商业产品。再分发时请保留版权声明。</source>
   <translation>可用於任何用途，包括商業產品。再分發時請保留版權聲明。</translation>
  </message>
  <message>
   <source>可用于任何用途，包括商业产品。再分发时请保留许可证和声明。</source>
   <translation>可用於任何用途，包括商業產品。再分發時請保留許可證和聲明。</translation>
  </message>
  <message>
   <source>可用于任何用途；仅年收入超过 100 亿美元且出售模型服务的公司须先经智谱审查。</source>
   <translation>可用於任何用途；僅年收入超過 100 億美元且出售模型服務的公司須先經智譜審查。</translation>
  </message>
  <message>
   <source>可看图的长时间智能体任务；桌面电脑无法运行。</source>
   <translation>可看圖的長時間智能代理任務；桌面電腦無法執行。</translation>
  </message>
  <message>
   <source>可靠的经典对话模型，支持工具。</source>
   <translation>可靠的經典對話模型，支援工具。</translation>
  </message>
  <message>
   <source>听写语音。</source>
   <translation>聽寫語音。</translation>
  </message>
  <message>
   <source>听写语音，支持 52 种语言。</source>
   <translation>聽寫語音，支援 52 種語言。</translation>
  </message>
  <message>
   <source>回答迅速：每次只激活极少参数。</source>
   <translation>回答迅速：每次只啟動極少參數。</translation>
  </message>
  <message>
   <source>图书馆下月延长开放，增十二名助理；三楼考试周设通宵自习室，单独出入口、禁饮食以防噪音。</source>
   <translation>圖書館下月延長開放，增十二名助理；三樓考試周設通宵自習室，單獨出入口、禁飲食以防噪音。</translation>
  </message>
  <message>
   <source>在一篇带幽默感的讣告里，“He kicked the bucket”哪种译法合适，为什么？

A: 他踢了水桶。
B: 他翘辫子了。
C: 他离开了房间。</source>
   <translation>在一篇帶幽默感的訃告裏，「He kicked the bucket」哪種譯法合適，為什麼？

A: 他踢了水桶。
B: 他翹辮子了。
C: 他離開了房間。</translation>
  </message>
  <message>
   <source>在低配电脑上快速给出简短回答。</source>
   <translation>在低配電腦上快速給出簡短回答。</translation>
  </message>
  <message>
   <source>在低配电脑上看图、读文档。</source>
   <translation>在低配電腦上看圖、讀文檔。</translation>
  </message>
  <message>
   <source>在大型工作站上做智能体和编程；总是先思考。</source>
   <translation>在大型工作站上做智能代理和編程；總是先思考。</translation>
  </message>
  <message>
   <source>在行中补全代码。</source>
   <translation>在行中補全程式碼。</translation>
  </message>
  <message>
   <source>在超长文本上推理。</source>
   <translation>在超長文字上推理。</translation>
  </message>
  <message>
   <source>在长文件上编程。</source>
   <translation>在長檔案上編程。</translation>
  </message>
  <message>
   <source>处理长文本时几乎不多占内存；每次只激活少量参数。</source>
   <translation>處理長文字時幾乎不多佔記憶體；每次只啟動少量參數。</translation>
  </message>
  <message>
   <source>多语言</source>
   <translation>多語言</translation>
  </message>
  <message>
   <source>多语言对话、看图、听音，各种规格适合各种电脑。</source>
   <translation>多語言對話、看圖、聽音，各種規格適合各種電腦。</translation>
  </message>
  <message>
   <source>多语言文本检索用嵌入模型。</source>
   <translation>多語言文字檢索用嵌入模型。</translation>
  </message>
  <message>
   <source>多语言检索用嵌入模型。</source>
   <translation>多語言檢索用嵌入模型。</translation>
  </message>
  <message>
   <source>多语言检索用嵌入模型，中文表现好。</source>
   <translation>多語言檢索用嵌入模型，中文表現好。</translation>
  </message>
  <message>
   <source>多语言轻松对话和讲故事。</source>
   <translation>多語言輕鬆對話和講故事。</translation>
  </message>
  <message>
   <source>大型通用对话模型，需两块显卡或大内存。</source>
   <translation>大型通用對話模型，需兩塊顯示卡或大記憶體。</translation>
  </message>
  <message>
   <source>字节 Seed</source>
   <translation>字節 Seed</translation>
  </message>
  <message>
   <source>审查这个 C 函数。指出你发现的所有缺陷，最严重的排在最前，然后写出正确的版本。

```c
char *join(const char *a, const char *b) {
    char out[64];
    strcpy(out, a);
    strcat(out, b);
    return out;
}
```</source>
   <translation>審查這個 C 函式。指出你發現的所有缺陷，最嚴重的排在最前，然後寫出正確的版本。

```c
char *join(const char *a, const char *b) {
    char out[64];
    strcpy(out, a);
    strcat(out, b);
    return out;
}
```</translation>
  </message>
  <message>
   <source>对多数人免费；出售模型服务且收入超过 2000 万美元的公司须签订协议。</source>
   <translation>對多數人免費；出售模型服務且收入超過 2000 萬美元的公司須簽訂協議。</translation>
  </message>
  <message>
   <source>对话</source>
   <translation>對話</translation>
  </message>
  <message>
   <source>小型办公模型；h 版本处理长文本占内存少。</source>
   <translation>小型辦公模型；h 版本處理長文字佔記憶體少。</translation>
  </message>
  <message>
   <source>小安说：“小本在说谎。”小本说：“小蔡在说谎。”小蔡说：“小安和小本都在说谎。”究竟谁说的是真话？请检查每一种可能。</source>
   <translation>小安説：「小本在説謊。」小本説：「小蔡在説謊。」小蔡説：「小安和小本都在説謊。」究竟誰説的是真話？請檢查每一種可能。</translation>
  </message>
  <message>
   <source>小巧、支持工具，适合普通电脑。</source>
   <translation>小巧、支援工具，適合普通電腦。</translation>
  </message>
  <message>
   <source>小巧优质的嵌入模型，用于检索自己的文本。</source>
   <translation>小巧優質的嵌入模型，用於檢索自己的文字。</translation>
  </message>
  <message>
   <source>小巧的对话模型，中英文俱佳。</source>
   <translation>小巧的對話模型，中英文俱佳。</translation>
  </message>
  <message>
   <source>小巧，完全开放，按需思考。</source>
   <translation>小巧，完全開放，按需思考。</translation>
  </message>
  <message>
   <source>小米 MiMo</source>
   <translation>小米 MiMo</translation>
  </message>
  <message>
   <source>小而快，擅长识别页面、表格和公式。</source>
   <translation>小而快，擅長識別頁面、表格和公式。</translation>
  </message>
  <message>
   <source>嵌入</source>
   <translation>嵌入</translation>
  </message>
  <message>
   <source>常用的检索用嵌入模型；第二版支持多语言。</source>
   <translation>常用的檢索用嵌入模型；第二版支援多語言。</translation>
  </message>
  <message>
   <source>年收入低于 1000 万美元的个人和公司免费；超过则须签订协议。</source>
   <translation>年收入低於 1000 萬美元的個人和公司免費；超過則須簽訂協議。</translation>
  </message>
  <message>
   <source>强大的智能体和编程模型，适合大内存电脑。</source>
   <translation>強大的智能代理和編程模型，適合大記憶體電腦。</translation>
  </message>
  <message>
   <source>微软</source>
   <translation>微軟</translation>
  </message>
  <message>
   <source>感谢您的耐心等待！包裹今早已出库，预计周四前送达。如家中无人，快递员会交给邻居并留下通知卡。</source>
   <translation>感謝您的耐心等待！包裹今早已出庫，預計週四前送達。如家中無人，快遞員會交給鄰居並留下通知卡。</translation>
  </message>
  <message>
   <source>扮演终端、网页或工具，供智能体试运行。</source>
   <translation>扮演終端、網頁或工具，供智能代理試執行。</translation>
  </message>
  <message>
   <source>把下面的内容译成中文，保持亲切的语气：

Thanks for waiting! Your parcel left our warehouse this morning and should reach you by Thursday. If nobody is at home, the driver will leave it with a neighbour and put a card through the door.</source>
   <translation>把下面的內容譯成中文，保持親切的語氣：

Thanks for waiting! Your parcel left our warehouse this morning and should reach you by Thursday. If nobody is at home, the driver will leave it with a neighbour and put a card through the door.</translation>
  </message>
  <message>
   <source>把下面的内容译成中文，术语必须准确：

The scheduler preempts a running task only at a safe point, so a long critical section delays every task of higher priority that shares the core.</source>
   <translation>把下面的內容譯成中文，術語必須準確：

The scheduler preempts a running task only at a safe point, so a long critical section delays every task of higher priority that shares the core.</translation>
  </message>
  <message>
   <source>把下面的内容译成英文，作为博物馆展签上的一句说明：

此壶以紫砂制成，壶身素面无纹，盖钮作桃形，寓意长寿。清代中期，宜兴。</source>
   <translation>把下面的內容譯成英文，作為博物館展簽上的一句説明：

此壺以紫砂製成，壺身素面無紋，蓋鈕作桃形，寓意長壽。清代中期，宜興。</translation>
  </message>
  <message>
   <source>把下面的内容译成英文，并保留原来的意象：

他说话像竹筒倒豆子，可一问到正事，就打起了太极。</source>
   <translation>把下面的內容譯成英文，並保留原來的意象：

他説話像竹筒倒豆子，可一問到正事，就打起了太極。</translation>
  </message>
  <message>
   <source>把多种语言的文本转成嵌入，用于检索。</source>
   <translation>把多種語言的文字轉成嵌入，用於檢索。</translation>
  </message>
  <message>
   <source>把扫描件和页面照片转成文字。</source>
   <translation>把掃描件和頁面照片轉成文字。</translation>
  </message>
  <message>
   <source>把要求变成工具调用的极小模型。</source>
   <translation>把要求變成工具調用的極小模型。</translation>
  </message>
  <message>
   <source>按相关程度给搜索结果排序。</source>
   <translation>按相關程度給搜尋結果排序。</translation>
  </message>
  <message>
   <source>按起点排序，遍历一次；下一个起点不大于当前终点时合并。</source>
   <translation>按起點排序，遍歷一次；下一個起點不大於目前終點時合併。</translation>
  </message>
  <message>
   <source>推理</source>
   <translation>推理</translation>
  </message>
  <message>
   <source>搜索排序</source>
   <translation>搜尋排序</translation>
  </message>
  <message>
   <source>摘要</source>
   <translation>摘要</translation>
  </message>
  <message>
   <source>支持一百多种语言的日常对话；需要时会思考。</source>
   <translation>支援一百多種語言的日常對話；需要時會思考。</translation>
  </message>
  <message>
   <source>收入低于上限者免费；本目录未核对具体条款。</source>
   <translation>收入低於上限者免費；本目錄未核對具體條款。</translation>
  </message>
  <message>
   <source>数学</source>
   <translation>數學</translation>
  </message>
  <message>
   <source>数学与推理。</source>
   <translation>數學與推理。</translation>
  </message>
  <message>
   <source>文字识别</source>
   <translation>文字識別</translation>
  </message>
  <message>
   <source>早期的思考模型：慢而细致地回答难题。</source>
   <translation>早期的思考模型：慢而細緻地回答難題。</translation>
  </message>
  <message>
   <source>时钟指向三点一刻。时针与分针的夹角是多少度？先给出数字，再说明理由。</source>
   <translation>時鐘指向三點一刻。時針與分針的夾角是多少度？先給出數字，再説明理由。</translation>
  </message>
  <message>
   <source>是否能以单个文件下载尚未确认。</source>
   <translation>是否能以單個檔案下載尚未確認。</translation>
  </message>
  <message>
   <source>智能体与工具</source>
   <translation>智能代理與工具</translation>
  </message>
  <message>
   <source>智能体和长文本，每次只激活少量参数。</source>
   <translation>智能代理和長文字，每次只啟動少量參數。</translation>
  </message>
  <message>
   <source>智谱 AI</source>
   <translation>智譜 AI</translation>
  </message>
  <message>
   <source>智谱最大的模型，适合长时间编程和智能体任务；桌面电脑无法运行。</source>
   <translation>智譜最大的模型，適合長時間編程和智能代理任務；桌面電腦無法執行。</translation>
  </message>
  <message>
   <source>更大的混元，擅长推理，每次激活约六分之一的参数。</source>
   <translation>更大的混元，擅長推理，每次啟動約六分之一的參數。</translation>
  </message>
  <message>
   <source>最大的 Kimi，擅长智能体、代码和看图；只能在数据中心运行。</source>
   <translation>最大的 Kimi，擅長智能代理、程式碼和看圖；只能在數據中心執行。</translation>
  </message>
  <message>
   <source>最小的嵌入模型：快速检索英文短文本。</source>
   <translation>最小的嵌入模型：快速檢索英文短文字。</translation>
  </message>
  <message>
   <source>最新的千问，擅长编程和智能体任务，可选择思考深度。</source>
   <translation>最新的千問，擅長編程和智能代理任務，可選擇思考深度。</translation>
  </message>
  <message>
   <source>月之暗面早期的小型对话模型。</source>
   <translation>月之暗面早期的小型對話模型。</translation>
  </message>
  <message>
   <source>朗读文字。</source>
   <translation>朗讀文字。</translation>
  </message>
  <message>
   <source>未核对</source>
   <translation>未核對</translation>
  </message>
  <message>
   <source>本目录未核对许可证：用于工作前请先阅读。</source>
   <translation>本目錄未核對許可證：用於工作前請先閲讀。</translation>
  </message>
  <message>
   <source>注明出处即可免费使用，不得用于商业。</source>
   <translation>註明出處即可免費使用，不得用於商業。</translation>
  </message>
  <message>
   <source>理解图片、图表、屏幕和文档。</source>
   <translation>理解圖片、圖表、螢幕和文檔。</translation>
  </message>
  <message>
   <source>用 Python 写一个函数 `merge_ranges(ranges)`：参数是若干 (起点, 终点) 二元组，顺序不限；返回覆盖同样数字的、最短的有序列表。首尾相接的区间合并为一个。给出两个调用示例。</source>
   <translation>用 Python 寫一個函式 `merge_ranges(ranges)`：參數是若干 (起點, 終點) 二元組，順序不限；返回覆蓋同樣數字的、最短的有序列表。首尾相接的區間合併為一個。給出兩個調用示例。</translation>
  </message>
  <message>
   <source>用 Python 写一个函数，统计一段中文文本里每个汉字出现的次数，忽略标点和空白，返回出现最多的十个字及其次数。给出一个调用示例。</source>
   <translation>用 Python 寫一個函式，統計一段中文文字裏每個漢字出現的次數，忽略標點和空白，返回出現最多的十個字及其次數。給出一個調用示例。</translation>
  </message>
  <message>
   <source>用 collections.Counter，并按 Unicode 范围或 str.isalpha 过滤。</source>
   <translation>用 collections.Counter，並按 Unicode 範圍或 str.isalpha 過濾。</translation>
  </message>
  <message>
   <source>用一句不超过五十个字的话概括：

镇议会周二开会讨论那座老桥。工程师报告说，五个桥墩中有两个出现裂缝，卡车不应再通行。维修需要八个月，花费 210 万；新建一座需要三年，花费 900 万。讨论两小时后，议会以七比四表决决定维修，并从下月一日起禁止卡车过桥。</source>
   <translation>用一句不超過五十個字的話概括：

鎮議會週二開會討論那座老橋。工程師報告説，五個橋墩中有兩個出現裂縫，卡車不應再通行。維修需要八個月，花費 210 萬；新建一座需要三年，花費 900 萬。討論兩小時後，議會以七比四表決決定維修，並從下月一日起禁止卡車過橋。</translation>
  </message>
  <message>
   <source>用不超过五十个字概括下面这段话：

图书馆从下月起延长开放时间，工作日到晚上十点，周末到晚上八点。为此将增加十二名学生助理，并在三楼设立通宵自习室，但仅限考试周开放。部分读者担心噪音，馆方表示自习室将单独设出入口，并禁止饮食。</source>
   <translation>用不超過五十個字概括下面這段話：

圖書館從下月起延長開放時間，工作日到晚上十點，週末到晚上八點。為此將增加十二名學生助理，並在三樓設立通宵自習室，但僅限考試周開放。部分讀者擔心噪音，館方表示自習室將單獨設出入口，並禁止飲食。</translation>
  </message>
  <message>
   <source>甲、乙、丙三人分别来自杭州、成都和西安，职业是教师、医生和厨师。甲不是杭州人；乙不是成都人；杭州人不是教师；成都人是医生；乙不是厨师。请推出三人各来自哪里、做什么工作，并说明理由。</source>
   <translation>甲、乙、丙三人分別來自杭州、成都和西安，職業是教師、醫生和廚師。甲不是杭州人；乙不是成都人；杭州人不是教師；成都人是醫生；乙不是廚師。請推出三人各來自哪裏、做什麼工作，並説明理由。</translation>
  </message>
  <message>
   <source>百度文心</source>
   <translation>百度文心</translation>
  </message>
  <message>
   <source>看图</source>
   <translation>看圖</translation>
  </message>
  <message>
   <source>看图和极长文本；需要服务器级内存。</source>
   <translation>看圖和極長文字；需要伺服器級記憶體。</translation>
  </message>
  <message>
   <source>看图并对所见进行推理。</source>
   <translation>看圖並對所見進行推理。</translation>
  </message>
  <message>
   <source>研究免费；商业使用须向智谱登记。</source>
   <translation>研究免費；商業使用須向智譜登記。</translation>
  </message>
  <message>
   <source>精确的英文文本嵌入模型。</source>
   <translation>精確的英文文字嵌入模型。</translation>
  </message>
  <message>
   <source>细致推理并会使用工具；可自行设定思考深度。</source>
   <translation>細緻推理並會使用工具；可自行設定思考深度。</translation>
  </message>
  <message>
   <source>经典小模型；轻便快速。</source>
   <translation>經典小模型；輕便快速。</translation>
  </message>
  <message>
   <source>给下面这段文字起一个不超过十个字的标题，并用两句话概括：

上个世纪的大部分时间里，村边的田地秋天翻耕，直到春天都裸露着。自从合作社开始在两季作物之间种三叶草，土壤能留住更多水分，雨后的溪水更清，三十年没见过的蜜蜂也回来了。头两年产量下降，此后一直略高于从前。邻近的村子已经开始来讨种子。</source>
   <translation>給下面這段文字起一個不超過十個字的標題，並用兩句話概括：

上個世紀的大部分時間裏，村邊的田地秋天翻耕，直到春天都裸露着。自從合作社開始在兩季作物之間種三葉草，土壤能留住更多水分，雨後的溪水更清，三十年沒見過的蜜蜂也回來了。頭兩年產量下降，此後一直略高於從前。鄰近的村子已經開始來討種子。</translation>
  </message>
  <message>
   <source>编写代码，并能长时间驱动编程工具。</source>
   <translation>編寫程式碼，並能長時間驅動編程工具。</translation>
  </message>
  <message>
   <source>编程</source>
   <translation>編程</translation>
  </message>
  <message>
   <source>编程和智能体任务；每次只激活少量参数，因此较快。</source>
   <translation>編程和智能代理任務；每次只啟動少量參數，因此較快。</translation>
  </message>
  <message>
   <source>翻译</source>
   <translation>翻譯</translation>
  </message>
  <message>
   <source>翻译文本，也能翻译图片中的文字。</source>
   <translation>翻譯文字，也能翻譯圖片中的文字。</translation>
  </message>
  <message>
   <source>能听能看，用文字回答。</source>
   <translation>能聽能看，用文字回答。</translation>
  </message>
  <message>
   <source>能在家用电脑上运行的 Kimi：看图并思考。</source>
   <translation>能在家用電腦上執行的 Kimi：看圖並思考。</translation>
  </message>
  <message>
   <source>能看图、能思考的大型全能模型。</source>
   <translation>能看圖、能思考的大型全能模型。</translation>
  </message>
  <message>
   <source>能看图的大型智能体模型。</source>
   <translation>能看圖的大型智能代理模型。</translation>
  </message>
  <message>
   <source>能看图的智能体模型，思考深度可调。</source>
   <translation>能看圖的智能代理模型，思考深度可調。</translation>
  </message>
  <message>
   <source>腾讯混元</source>
   <translation>騰訊混元</translation>
  </message>
  <message>
   <source>腾讯混元社区许可协议</source>
   <translation>騰訊混元社群許可協議</translation>
  </message>
  <message>
   <source>腾讯的大型模型，擅长智能体和编程；需要服务器。</source>
   <translation>騰訊的大型模型，擅長智能代理和編程；需要伺服器。</translation>
  </message>
  <message>
   <source>艾伦人工智能研究所</source>
   <translation>艾倫人工智能研究所</translation>
  </message>
  <message>
   <source>英伟达</source>
   <translation>英偉達</translation>
  </message>
  <message>
   <source>蚂蚁百灵</source>
   <translation>螞蟻百靈</translation>
  </message>
  <message>
   <source>访问上升而订单持平，可能因支付故障；欧明周五前测试结账页，改版暂停；聚会改到 14 日。</source>
   <translation>存取上升而訂單持平，可能因支付故障；歐明週五前測試結賬頁，改版暫停；聚會改到 14 日。</translation>
  </message>
  <message>
   <source>识别页面文字并翻译。</source>
   <translation>識別頁面文字並翻譯。</translation>
  </message>
  <message>
   <source>语音</source>
   <translation>語音</translation>
  </message>
  <message>
   <source>调度器只在安全点抢占正在运行的任务，因此过长的临界区会延迟共享该核心的所有更高优先级任务。</source>
   <translation>調度器只在安全點搶佔正在執行的任務，因此過長的臨界區會延遲共享該核心的所有更高優先級任務。</translation>
  </message>
  <message>
   <source>谷歌</source>
   <translation>谷歌</translation>
  </message>
  <message>
   <source>超长文本上的快速智能体和编程。</source>
   <translation>超長文字上的快速智能代理和編程。</translation>
  </message>
  <message>
   <source>跨语言寻找意思相同的句子。</source>
   <translation>跨語言尋找意思相同的句子。</translation>
  </message>
  <message>
   <source>较早的代码编写与补全模型，以其规模而言速度较快。</source>
   <translation>較早的程式碼編寫與補全模型，以其規模而言速度較快。</translation>
  </message>
  <message>
   <source>返回局部数组的地址；输入过长会溢出；应分配 strlen(a)+strlen(b)+1 字节并检查是否为 NULL。</source>
   <translation>返回局部數組的位址；輸入過長會溢出；應分配 strlen(a)+strlen(b)+1 字節並檢查是否為 NULL。</translation>
  </message>
  <message>
   <source>适合笔记本的极快小模型。</source>
   <translation>適合手提電腦的極快小模型。</translation>
  </message>
  <message>
   <source>适合长时间的智能体任务和整个代码库；需要内存极大的工作站。</source>
   <translation>適合長時間的智能代理任務和整個程式碼庫；需要記憶體極大的工作站。</translation>
  </message>
  <message>
   <source>通义千问</source>
   <translation>通義千問</translation>
  </message>
  <message>
   <source>长文本</source>
   <translation>長文字</translation>
  </message>
  <message>
   <source>阅读医学文本和影像，供学习研究，不作诊断。</source>
   <translation>閲讀醫學文字和影像，供學習研究，不作診斷。</translation>
  </message>
  <message>
   <source>阅读图表、表格和表单。</source>
   <translation>閲讀圖表、表格和表單。</translation>
  </message>
  <message>
   <source>阶跃星辰</source>
   <translation>階躍星辰</translation>
  </message>
  <message>
   <source>阿里巴巴自有许可证：月活用户超过一亿的服务须另行获得许可。</source>
   <translation>阿裏巴巴自有許可證：月活用戶超過一億的服務須另行獲得許可。</translation>
  </message>
  <message>
   <source>需要比本目录制作时 Ollama 所带版本更新的 llama.cpp。</source>
   <translation>需要比本目錄製作時 Ollama 所帶版本更新的 llama.cpp。</translation>
  </message>
  <message>
   <source>面向工作站和服务器的大型智能体模型。</source>
   <translation>面向工作站和伺服器的大型智能代理模型。</translation>
  </message>
  <message>
   <source>面向智能体和代码的巨型模型；上万亿参数，桌面电脑无法运行。</source>
   <translation>面向智能代理和程式碼的巨型模型；上萬億參數，桌面電腦無法執行。</translation>
  </message>
  <message>
   <source>面向服务器的大型通用模型；V3.1 可选择思考或直接回答。</source>
   <translation>面向伺服器的大型通用模型；V3.1 可選擇思考或直接回答。</translation>
  </message>
  <message>
   <source>面壁智能</source>
   <translation>面壁智能</translation>
  </message>
  <message>
   <source>面粉 2 公斤 1.20；鸡蛋 12 个 3.60（或 1 打）；奶油 0.5 升 1.75</source>
   <translation>麪粉 2 公斤 1.20；雞蛋 12 個 3.60（或 1 打）；奶油 0.5 升 1.75</translation>
  </message>
 </context>
</TS>
