// What the process does with freed memory.
#pragma once

namespace workbench {

// Keeps what tensors free for the tensors of the next step; called when kernels are turned on.
void keep_freed_memory();

}  // namespace workbench
