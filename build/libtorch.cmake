# The libtorch that the native parts are built against, as the target `libtorch`: the system's, or that of LIBTORCH=/path.
# Found by its files: the TorchConfig.cmake of a CUDA libtorch wants the whole CUDA toolkit, and Debian's names files that Debian lacks.
set(LIBTORCH "$ENV{LIBTORCH}" CACHE PATH "Another libtorch than the system's: the folder with lib and include; empty: the system's")

set(libtorch_hints "")
if(LIBTORCH)
  set(libtorch_hints HINTS "${LIBTORCH}" PATH_SUFFIXES lib include NO_DEFAULT_PATH)
endif()
find_library(TORCH torch ${libtorch_hints})
find_library(TORCH_CPU torch_cpu ${libtorch_hints})
find_library(C10 c10 ${libtorch_hints})
find_path(TORCH_INCLUDE torch/csrc/autograd/autograd.h ${libtorch_hints})
if(NOT TORCH OR NOT TORCH_CPU OR NOT C10 OR NOT TORCH_INCLUDE)
  message(FATAL_ERROR "libtorch is not there (looked in ${LIBTORCH}): install libtorch-dev, or give LIBTORCH=/path/to/libtorch, the folder with lib and include")
endif()

add_library(libtorch INTERFACE)
target_include_directories(libtorch SYSTEM INTERFACE "${TORCH_INCLUDE}" "${TORCH_INCLUDE}/torch/csrc/api/include")
target_link_libraries(libtorch INTERFACE ${TORCH} ${TORCH_CPU} ${C10})

if(LIBTORCH)
  # libtorch_cuda registers its kernels when it is loaded; nothing here names a symbol of it.
  find_library(TORCH_CUDA torch_cuda ${libtorch_hints})
  if(TORCH_CUDA)
    target_link_libraries(libtorch INTERFACE -Wl,--no-as-needed ${TORCH_CUDA} -Wl,--as-needed)
  endif()
  # Builds that PyTorch distributes may have strings of the old ABI; their config says so.
  set(config "${LIBTORCH}/share/cmake/Torch/TorchConfig.cmake")
  if(EXISTS "${config}")
    file(STRINGS "${config}" abi REGEX "_GLIBCXX_USE_CXX11_ABI=[01]")
    if(abi MATCHES "(_GLIBCXX_USE_CXX11_ABI=[01])")
      target_compile_definitions(libtorch INTERFACE ${CMAKE_MATCH_1})
    endif()
  endif()
endif()
