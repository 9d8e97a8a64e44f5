; Teahouse's installer for Windows: for the person who runs it, without administrator rights, silent with /S.
; makensis gets VERSION, TREE (what to install), OUT, ICON and REMOVALS (a list of what lies in TREE).
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 64
!include MUI2.nsh
!include FileFunc.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Teahouse"
!define CLASSES "Software\Classes"
!define GGUF "Teahouse.gguf"
!define ASSOCIATIONS_CHANGED 0x08000000

Name "Teahouse"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Teahouse"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
RequestExecutionLevel user
BrandingText "Teahouse ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Teahouse"
VIAddVersionKey "FileDescription" "Teahouse setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\Teahouse.exe"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "TradChinese"

LangString MODEL ${LANG_ENGLISH} "GGUF language model"
LangString MODEL ${LANG_SIMPCHINESE} "GGUF 语言模型"
LangString MODEL ${LANG_TRADCHINESE} "GGUF 語言模型"
LangString RUNNING ${LANG_ENGLISH} "Teahouse is running. Please close it first."
LangString RUNNING ${LANG_SIMPCHINESE} "Teahouse 正在运行，请先将其关闭。"
LangString RUNNING ${LANG_TRADCHINESE} "Teahouse 正在執行，請先將其關閉。"
LangString KEPT ${LANG_ENGLISH} "Your conversations and models were kept in"
LangString KEPT ${LANG_SIMPCHINESE} "你的对话和模型保留在"
LangString KEPT ${LANG_TRADCHINESE} "你的對話和模型保留在"

!macro REFUSE_WHILE_RUNNING
  again:
  IfFileExists "$INSTDIR\Teahouse.exe" 0 free
  ClearErrors
  FileOpen $0 "$INSTDIR\Teahouse.exe" a
  IfErrors 0 closed
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again
  SetErrorLevel 2
  Quit
  closed:
  FileClose $0
  free:
!macroend

!macro REMOVE_FILES
  !include "${REMOVALS}"
!macroend

!macro TELL_EXPLORER
  System::Call "shell32::SHChangeNotify(i ${ASSOCIATIONS_CHANGED}, i 0, p 0, p 0)"
!macroend

Section
  !insertmacro REFUSE_WHILE_RUNNING
  !insertmacro REMOVE_FILES ; what an older version had and this one has not
  SetOutPath "$INSTDIR"
  File /r "${TREE}\*.*"
  nsExec::Exec '"$INSTDIR\teahouse-cli.exe" --compile'
  Pop $0
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Teahouse.lnk" "$INSTDIR\Teahouse.exe"
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegStr HKCU "${KEY}" "DisplayName" "Teahouse"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\Teahouse.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "The Teahouse developers"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ; GGUF files are offered to Teahouse, beside whatever else opens them
  WriteRegStr HKCU "${CLASSES}\${GGUF}" "" "$(MODEL)"
  WriteRegStr HKCU "${CLASSES}\${GGUF}\DefaultIcon" "" "$INSTDIR\Teahouse.exe,0"
  WriteRegStr HKCU "${CLASSES}\${GGUF}\shell\open\command" "" '"$INSTDIR\Teahouse.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\.gguf\OpenWithProgids" "${GGUF}" ""
  !insertmacro TELL_EXPLORER
SectionEnd

Section Uninstall
  !insertmacro REFUSE_WHILE_RUNNING
  !insertmacro REMOVE_FILES
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Teahouse.lnk"
  DeleteRegKey HKCU "${KEY}"
  DeleteRegKey HKCU "${CLASSES}\${GGUF}"
  DeleteRegValue HKCU "${CLASSES}\.gguf\OpenWithProgids" "${GGUF}"
  DeleteRegKey /ifnovalues HKCU "${CLASSES}\.gguf\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.gguf"
  !insertmacro TELL_EXPLORER
  DetailPrint "$(KEPT) $LOCALAPPDATA\teahouse"
  IfFileExists "$LOCALAPPDATA\teahouse\*.*" 0 +2
  MessageBox MB_OK|MB_ICONINFORMATION "$(KEPT) $LOCALAPPDATA\teahouse" /SD IDOK
SectionEnd
