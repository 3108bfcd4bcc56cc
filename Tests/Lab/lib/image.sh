# lab image: build the machine's image, unless the cached one is up to date; print its directory.
#
# The image is a directory image-HASH under .lab/, HASH being that of all that goes into it: image/ and lib/build.sh.
# Debian's packages come from the apt sources of this machine, Python's from pip's configured index.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

lab_image() {
    [[ ${1:-} != --help ]] || { help_of image && return; }
    ensure_image
    choose_accelerator
    ensure_warm
    printf '%s\n' "$image"
}

# Sets $image to the directory of an up-to-date image, building it if there is none.
ensure_image() {
    image=$lab_cache/image-$(image_hash)
    [[ -e $image ]] || one_at_a_time build_image "$image"
}

# one_at_a_time FUNCTION RESULT: calls FUNCTION unless RESULT is there, as it is after waiting for another's build.
one_at_a_time() {
    local lock
    lab_needs
    mkdir -p "$lab_cache"
    exec {lock}>"$lab_cache/lock"
    flock --nonblock "$lock" || { say "waiting for another build" && flock "$lock"; }
    [[ -e $2 ]] || "$1"
    exec {lock}>&-
}

image_hash() {
    (cd "$lab_home" && find image lib/build.sh -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) |
        sha256sum | cut -c1-12
}

build_image() {
    say "building the image (about two minutes; kept in $image)"
    # What is there was left by a build that was killed: this one holds the lock.
    rm -rf "$lab_cache"/building.*
    building=$(mktemp -d "$lab_cache/building.XXXXXX")
    trap 'in_namespace rm -rf "$building"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    cd "$building" || return
    debian_sources >sources.list
    apt_configuration >apt.conf
    python_packages python.tar
    root_tar root.tar >build.log 2>&1 || { tail -n 15 build.log >&2 && die "mmdebstrap failed"; }
    in_namespace disks root.tar
    in_namespace rm -rf root
    rm -r python python.tar root.tar sources.list apt.conf
    cd "$OLDPWD" || return
    chmod 755 "$building"
    mv -T "$building" "$image"
    trap - EXIT INT TERM HUP
    forget_old "$lab_cache" 'image-*'
}

# forget_old DIR PATTERN: an image is 430 MB and a saved machine 200 MB, so only the newest three are kept.
forget_old() {
    local old
    find "$1" -maxdepth 1 -type d -name "$2" -printf '%T@ %p\n' | sort -rn | sed '1,3d; s/^[^ ]* //' |
        while read -r old; do rm -rf "${old:?}"; done
}
