// Idea: a shared library calls external and interposable functions through a table of addresses that the system's loader fills (for ELF's
// procedure linkage table). Overwriting an address has the effect of LD_PRELOAD, for one library and at run time.
#include "redirect.h"

#if defined(__linux__) && defined(__x86_64__)
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

namespace workbench {
namespace {

// glibc relocates addresses in the dynamic section; other loaders keep those of the file.
template <class T>
const T* at(const link_map& library, ElfW(Addr) address) {
    return reinterpret_cast<const T*>(address < library.l_addr ? library.l_addr + address : address);
}

bool write(ElfW(Addr) slot, const void* value, bool read_only) {
    const auto page = static_cast<ElfW(Addr)>(sysconf(_SC_PAGESIZE));
    auto* const start = reinterpret_cast<void*>(slot & ~(page - 1));
    if (mprotect(start, page, PROT_READ | PROT_WRITE) != 0) return false;
    __atomic_store_n(reinterpret_cast<const void**>(slot), value, __ATOMIC_RELEASE);
    // The table is read-only if it is filled completely at load time.
    if (read_only) mprotect(start, page, PROT_READ);
    return true;
}

}  // namespace

bool redirect(const void* within, const char* name, const void* to) {
    Dl_info info;
    link_map* library = nullptr;
    if (!dladdr1(within, &info, reinterpret_cast<void**>(&library), RTLD_DL_LINKMAP) || !library) return false;
    const ElfW(Rela)* calls = nullptr;
    const ElfW(Sym)* symbols = nullptr;
    const char* names = nullptr;
    size_t bytes = 0;
    bool read_only = false;
    for (const ElfW(Dyn)* entry = library->l_ld; entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag == DT_JMPREL) calls = at<ElfW(Rela)>(*library, entry->d_un.d_ptr);
        if (entry->d_tag == DT_SYMTAB) symbols = at<ElfW(Sym)>(*library, entry->d_un.d_ptr);
        if (entry->d_tag == DT_STRTAB) names = at<char>(*library, entry->d_un.d_ptr);
        if (entry->d_tag == DT_PLTRELSZ) bytes = entry->d_un.d_val;
        if (entry->d_tag == DT_BIND_NOW || (entry->d_tag == DT_FLAGS && entry->d_un.d_val & DF_BIND_NOW) ||
            (entry->d_tag == DT_FLAGS_1 && entry->d_un.d_val & DF_1_NOW))
            read_only = true;
    }
    if (!calls || !symbols || !names) return false;
    for (size_t i = 0; i < bytes / sizeof *calls; i++) {
        if (ELF64_R_TYPE(calls[i].r_info) != R_X86_64_JUMP_SLOT) continue;
        if (strcmp(names + symbols[ELF64_R_SYM(calls[i].r_info)].st_name, name) != 0) continue;
        return write(library->l_addr + calls[i].r_offset, to, read_only);
    }
    return false;
}

}  // namespace workbench

#else

namespace workbench {

bool redirect(const void*, const char*, const void*) { return false; }

}  // namespace workbench

#endif
