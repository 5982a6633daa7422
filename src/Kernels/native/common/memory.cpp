// Idea: a training step frees what the next one asks for. As it comes, malloc gives large blocks back to the system at once, and each step pays
// for the same pages again, on one thread. Whoever sets malloc's variables has decided otherwise.
// Outcome (tiny-gpt, best of four runs in turns): one thread 17.1 -> 18.0 thousand tokens/s, two threads 26.1 -> 28.4.
#include "memory.h"

#include <cstdlib>
#include <initializer_list>

#ifdef __linux__
#include <malloc.h>
#endif

namespace workbench {

void keep_freed_memory() {
#ifdef __GLIBC__
    for (const char* variable : {"MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "GLIBC_TUNABLES"})
        if (std::getenv(variable)) return;
    constexpr int most = 32 << 20;  // the largest that malloc takes; larger blocks come from the system and go back to it
    mallopt(M_MMAP_THRESHOLD, most);
    mallopt(M_TRIM_THRESHOLD, 16 * most);
#endif
}

}  // namespace workbench
