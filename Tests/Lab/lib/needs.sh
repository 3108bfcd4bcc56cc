# lab needs: check for the Debian packages the lab uses; as root, install what is missing.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

# A command that proves a package is there, and the package.
lab_tools='
qemu-system-x86_64 qemu-system-x86
qemu-img           qemu-utils
mmdebstrap         mmdebstrap
mke2fs             e2fsprogs
pip3               python3-pip
flock              util-linux
'

missing_packages() {
    local command package
    # Who is not root builds the image as root of a user namespace.
    ((EUID == 0)) || lab_tools+='newuidmap uidmap'
    while read -r command package; do
        [[ -z $command ]] || PATH=$PATH:/usr/sbin:/sbin command -v "$command" >/dev/null || printf '%s\n' "$package"
    done <<<"$lab_tools"
}

lab_needs() {
    [[ ${1:-} != --help ]] || { help_of needs && return; }
    local -a missing
    mapfile -t missing < <(missing_packages)
    ((${#missing[@]})) || return 0
    local install="apt-get install --yes --no-install-recommends ${missing[*]}"
    command -v apt-get >/dev/null || die "missing: ${missing[*]} (the names of Debian's packages)"
    ((EUID == 0)) || die "missing: ${missing[*]}; run: sudo sh -c 'apt-get update && $install'"
    say "installing ${missing[*]}"
    apt-get update --quiet=2 >&2 || die "apt-get update failed"
    # shellcheck disable=SC2086  # the command is words
    DEBIAN_FRONTEND=noninteractive $install --quiet=2 >&2 || die "could not install ${missing[*]}"
}
