/* The head of Teahouse's AppImage: a static program with a squashfs image behind it (AppImage type 2).
 *
 * It needs no FUSE: at the first start of a version it unpacks the image into the person's cache, and from then on
 * runs what lies there. Folders of other versions that nobody uses are removed. AppImage's own switches --appimage-
 * extract, -offset and -help are understood. Built from libsquashfuse and with GLIBC, the oldest glibc the app runs
 * with; packaging/recipe/appimage.py says how.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <squashfuse/squashfuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK (1 << 20)

/* Say it on stderr and, to those who clicked an icon, in whatever dialog there is; and end. */
static void give_up(const char *sentence) {
    fprintf(stderr, "Teahouse cannot start: %s\n", sentence);
    if (!isatty(2) && (getenv("DISPLAY") || getenv("WAYLAND_DISPLAY"))) {
        execlp("zenity", "zenity", "--error", "--no-markup", "--title=Teahouse", "--text", sentence, NULL);
        execlp("kdialog", "kdialog", "--title", "Teahouse", "--error", sentence, NULL);
        execlp("xmessage", "xmessage", "-center", sentence, NULL);
    }
    exit(1);
}

static void fail(const char *what, const char *where) {
    char sentence[2 * PATH_MAX];
    snprintf(sentence, sizeof sentence, "%s %s: %s", what, where, strerror(errno));
    give_up(sentence);
}

/* This program is static, but what it unpacks is not. A system that does not tell its glibc's version may be right. */
static void check_glibc(void) {
    char sentence[256];
    int here = 0, needed = 0;
    FILE *told = popen("getconf GNU_LIBC_VERSION 2>/dev/null", "r");
    if (told && fscanf(told, "glibc 2.%d", &here) == 1 && sscanf(GLIBC, "2.%d", &needed) == 1 && here < needed) {
        snprintf(sentence, sizeof sentence,
                 "this system is too old: it has glibc 2.%d, and Teahouse needs " GLIBC
                 " or newer (Debian 12, Ubuntu 22.04, Fedora 36)", here);
        give_up(sentence);
    }
    if (told) pclose(told);
}

/* Where the image begins: behind the last section header of this program. */
static size_t image_offset(int self) {
    Elf64_Ehdr head;
    if (pread(self, &head, sizeof head, 0) != sizeof head) fail("cannot read", "its own file");
    return head.e_shoff + (size_t)head.e_shnum * head.e_shentsize;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place) {
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static void remove_tree(const char *path) { nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

static void make_folders(const char *path) {
    char copy[PATH_MAX];
    snprintf(copy, sizeof copy, "%s", path);
    for (char *at = copy + 1; *at; at++)
        if (*at == '/') {
            *at = 0;
            mkdir(copy, 0700);
            *at = '/';
        }
    mkdir(copy, 0700);
}

static int write_file(sqfs *fs, sqfs_inode *inode, const char *target) {
    static char buffer[CHUNK];
    int file = open(target, O_WRONLY | O_CREAT | O_EXCL, inode->base.mode & 0777);
    if (file < 0) return -1;
    for (sqfs_off_t at = 0; at < (sqfs_off_t)inode->xtra.reg.file_size;) {
        sqfs_off_t got = CHUNK;
        if (sqfs_read_range(fs, inode, at, &got, buffer) != SQFS_OK || got <= 0) errno = EIO, got = -1;
        if (got < 0 || write(file, buffer, got) != got) {
            close(file);
            return -1;
        }
        at += got;
    }
    return close(file);
}

static int write_entry(sqfs *fs, sqfs_inode *inode, const char *target) {
    char aim[PATH_MAX];
    size_t length = sizeof aim;
    if (S_ISDIR(inode->base.mode)) return mkdir(target, 0755);
    if (S_ISREG(inode->base.mode)) return write_file(fs, inode, target);
    if (!S_ISLNK(inode->base.mode)) return 0;
    if (sqfs_readlink(fs, inode, aim, &length) != SQFS_OK) return -1;
    return symlink(aim, target);
}

/* Unpack the whole image into a folder that does not exist yet; 0 when all of it is there. */
static int unpack(const char *self, size_t offset, const char *target) {
    sqfs fs;
    sqfs_traverse walk;
    sqfs_inode inode;
    sqfs_err error = SQFS_OK;
    char path[PATH_MAX];
    if (sqfs_open_image(&fs, self, offset) != SQFS_OK) return -1;
    if (mkdir(target, 0755) || sqfs_traverse_open(&walk, &fs, sqfs_inode_root(&fs)) != SQFS_OK) return -1;
    while (sqfs_traverse_next(&walk, &error)) {
        if (walk.dir_end) continue;
        snprintf(path, sizeof path, "%s/%s", target, walk.path);
        if (sqfs_inode_get(&fs, &inode, sqfs_dentry_inode(&walk.entry)) != SQFS_OK) return -1;
        if (write_entry(&fs, &inode, path)) return -1;
    }
    sqfs_traverse_close(&walk);
    return error == SQFS_OK ? 0 : -1;
}

/* A folder only this person can write to: in their cache, or where that is locked, among temporary files. */
static void choose_home(char *home, size_t size) {
    const char *cache = getenv("XDG_CACHE_HOME"), *person = getenv("HOME"), *temporary = getenv("TMPDIR");
    struct stat status;
    if (cache && *cache == '/')
        snprintf(home, size, "%s/teahouse/appimage", cache);
    else
        snprintf(home, size, "%s/.cache/teahouse/appimage", person && *person == '/' ? person : "");
    make_folders(home);
    if (!access(home, W_OK | X_OK)) return;
    snprintf(home, size, "%s/teahouse-%d", temporary && *temporary == '/' ? temporary : "/tmp", (int)getuid());
    mkdir(home, 0700);
    if (lstat(home, &status) || !S_ISDIR(status.st_mode) || status.st_uid != getuid() || (status.st_mode & 022))
        fail("no place to unpack to, not even", home);
}

/* The version's own folder: named by the time its image was made and by its length. */
static void name_version(int self, size_t offset, char *name, size_t size) {
    unsigned char block[96];
    unsigned long long length;
    unsigned int made;
    if (pread(self, block, sizeof block, offset) != sizeof block) fail("cannot read", "its own image");
    memcpy(&made, block + 8, sizeof made);
    memcpy(&length, block + 40, sizeof length);
    snprintf(name, size, "%08x-%llx", made, length);
}

static int is_unused(const char *lock) {
    int file = open(lock, O_RDWR | O_CLOEXEC);
    if (file < 0) return 0;
    int unused = flock(file, LOCK_EX | LOCK_NB) == 0;
    close(file);
    return unused;
}

static void remove_others(const char *home, const char *version) {
    DIR *folder = opendir(home);
    struct dirent *entry;
    char path[PATH_MAX], lock[PATH_MAX];
    while (folder && (entry = readdir(folder))) {
        size_t length = strlen(entry->d_name);
        if (length < 6 || strcmp(entry->d_name + length - 5, ".lock")) continue;
        if (!strncmp(entry->d_name, version, length - 5)) continue;
        snprintf(lock, sizeof lock, "%s/%s", home, entry->d_name);
        snprintf(path, sizeof path, "%s/%.*s", home, (int)(length - 5), entry->d_name);
        if (is_unused(lock)) {
            remove_tree(path);
            unlink(lock);
        }
    }
    if (folder) closedir(folder);
}

/* The unpacked version. The shared lock stays with this process and its children until the last of them ends. */
static void provide(const char *self, int file, size_t offset, char *path, size_t size) {
    char home[PATH_MAX - 320], version[32], lock[PATH_MAX], part[PATH_MAX];
    struct stat status;
    choose_home(home, sizeof home);
    name_version(file, offset, version, sizeof version);
    snprintf(path, size, "%s/%s", home, version);
    snprintf(lock, sizeof lock, "%s/%s.lock", home, version);
    int held = open(lock, O_RDWR | O_CREAT, 0600);
    if (held < 0 || flock(held, LOCK_SH)) fail("cannot lock", lock);
    if (!stat(path, &status)) return;
    check_glibc();
    snprintf(part, sizeof part, "%s/%s.%d", home, version, (int)getpid());
    if (unpack(self, offset, part)) {
        int reason = errno;
        remove_tree(part);
        errno = reason;
        fail("cannot unpack into", home);
    }
    if (rename(part, path)) remove_tree(part); /* another start was faster */
    remove_others(home, version);
}

int main(int count, char **arguments) {
    char self[PATH_MAX], path[PATH_MAX], program[PATH_MAX + 32];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0) fail("cannot find", "its own file");
    self[length] = 0;
    int file = open(self, O_RDONLY | O_CLOEXEC);
    if (file < 0) fail("cannot open", self);
    size_t offset = image_offset(file);
    if (count == 2 && !strcmp(arguments[1], "--appimage-offset")) return printf("%zu\n", offset) < 0;
    if (count == 2 && !strcmp(arguments[1], "--appimage-help"))
        return puts("--appimage-extract  unpack into squashfs-root\n--appimage-offset   where the image begins") < 0;
    if (count == 2 && !strcmp(arguments[1], "--appimage-extract")) {
        if (unpack(self, offset, "squashfs-root")) fail("cannot unpack into", "squashfs-root");
        return 0;
    }
    provide(self, file, offset, path, sizeof path);
    setenv("APPIMAGE", self, 1);
    setenv("APPDIR", path, 1);
    snprintf(program, sizeof program, "%s/AppRun", path);
    execv(program, arguments);
    fail("cannot start", program);
}
