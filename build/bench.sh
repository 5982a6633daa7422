# shellcheck shell=bash
# shellcheck disable=SC2154  # root, work, tree, … are the launcher's, which sources this file
# ./workbench bench …: builds the benchmarks and becomes them. They measure the published program where a process of its own is measured.

[[ -z ${WORKBENCH_BUILD:-} ]] || refuse 'the benchmarks are built before they run, and WORKBENCH_BUILD=never forbids building. Leave it unset.'

build_benches() {
  "$dotnet" build "$root/bench/Workbench.Benches" -c Release -nologo -v minimal -nodeReuse:false -p:UseSharedCompilation=false "-p:ArtifactsPath=$tree" "${build_args[@]}"
}

# The benchmarks have a stamp of their own: nothing below bench/ is part of the product.
benches=$tree/bin/Workbench.Benches/release/Workbench.Benches
benches_stamp=$work/stamp-benches-$key

up_to_date || build
if [[ ! -x $benches || ! $benches_stamp -nt $stamp || -n $(find "$root/bench" -cnewer "$benches_stamp" -print -quit) ]]; then
  looked=$work/looked-benches.$$
  : >"$looked"
  step 1 benches-build 'building the benchmarks' build_benches
  mv "$looked" "$benches_stamp"
fi
WORKBENCH_PROGRAM=$(readlink -f "$pointer")/workbench-cli
export WORKBENCH_PROGRAM WORKBENCH_ROOT=$root
[[ ${WORKBENCH_MEMORY:-} == off ]] || export GLIBC_TUNABLES=${GLIBC_TUNABLES:-glibc.malloc.hugetlb=1}
exec "$benches" "$@"
