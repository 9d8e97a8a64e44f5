/* Teahouse.exe and teahouse-cli.exe: the Python beside them, told to run Teahouse.
 *
 * Both are this file; the first is a program with windows, the second one for terminals. Python is loaded from this
 * very folder and finds its modules by python313._pth. sys.frozen tells Teahouse that this program is all there is
 * to start its engine with. The installer calls `--compile` once, so that the first start need not.
 */
#include <windows.h>
#include <stdlib.h>
#include <wchar.h>

#define LONGEST 32768

typedef int (*PythonMain)(int, wchar_t **);

static wchar_t *const RUN[] = {
    L"-X", L"utf8", L"-c",
    L"import sys; sys.frozen = True; from teahouse.cli import main; sys.exit(main(sys.argv[1:]))",
};
static wchar_t *const COMPILE[] = {L"-m", L"compileall", L"-q", L"-j", L"1", L"Lib"};

static int fail(const wchar_t *sentence) {
    MessageBoxW(NULL, sentence, L"Teahouse", MB_ICONERROR);
    return 1;
}

static int start(PythonMain python, wchar_t *self, wchar_t *const *words, int many, int count, wchar_t **arguments) {
    wchar_t **all = calloc(many + count + 2, sizeof *all);
    if (!all) return 1;
    all[0] = self;
    for (int at = 0; at < many; at++) all[1 + at] = words[at];
    for (int at = 0; at < count; at++) all[1 + many + at] = arguments[at];
    return python(1 + many + count, all);
}

int wmain(int count, wchar_t **arguments) {
    static wchar_t self[LONGEST], library[LONGEST];
    DWORD length = GetModuleFileNameW(NULL, self, LONGEST);
    if (!length || length == LONGEST) return fail(L"Teahouse cannot find its own folder.");
    wcscpy(library, self);
    *wcsrchr(library, L'\\') = 0;
    SetEnvironmentVariableW(L"PYTHONHOME", NULL);
    if (count == 2 && !wcscmp(arguments[1], L"--compile")) SetCurrentDirectoryW(library);
    wcscat(library, L"\\python313.dll");
    HMODULE loaded = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    PythonMain python = loaded ? (PythonMain)(void *)GetProcAddress(loaded, "Py_Main") : NULL;
    if (!python) return fail(L"A part of Teahouse is missing (python313.dll). Please install it again.");
    if (count == 2 && !wcscmp(arguments[1], L"--compile"))
        return start(python, self, COMPILE, sizeof COMPILE / sizeof *COMPILE, 0, NULL);
    return start(python, self, RUN, sizeof RUN / sizeof *RUN, count - 1, arguments + 1);
}

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE before, wchar_t *line, int show) {
    (void)instance, (void)before, (void)line, (void)show;
    return wmain(__argc, __wargv);
}
