# The parts of the image: root file system, Python packages, disks. A change here makes a new image. Sourced, never run.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

# The lab's machine is Debian bookworm, whatever this one is: only apt's sources that say so are of use.
# Without one, mmdebstrap takes its default.
debian_sources() {
    # shellcheck disable=SC2016  # these are apt's variables
    apt-get indextargets --format '$(ORIGIN) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        sed -n 's/^Debian \(deb [^ ]* bookworm[^ ]* [^ ]*\)$/\1/p' | sort -u
}

# How apt reaches its sources from here (proxies, certificates, what it does with old mirrors).
apt_configuration() {
    apt-config dump | grep -E '^Acquire::(http|https|Check|Retries|AllowInsecure)' || true
}

# Packages from PyPI go to /opt/python, built for the machine's Python and not for the one that runs pip.
python_packages() {
    PIP_ROOT_USER_ACTION=ignore pip3 install --quiet --disable-pip-version-check --target python --only-binary :all: \
        --python-version 3.11 --implementation cp --platform manylinux2014_x86_64 --platform any \
        --requirement "$lab_home/image/requirements.txt" || die "pip could not get what image/requirements.txt names"
    tar -cf "$1" --owner 0 --group 0 --transform 's,^python,opt/python,' python
}

root_tar() {
    local packages it
    local -a options=()
    packages=$(grep -v '^#' "$lab_home/image/packages" | paste -sd,)
    for it in locale man doc info; do options+=(--dpkgopt="path-exclude=/usr/share/$it/*"); done
    local -a sources=()
    [[ ! -s sources.list ]] || sources=("$PWD/sources.list")
    [[ ! -s apt.conf ]] || options+=(--aptopt="$PWD/apt.conf")
    # shellcheck disable=SC2016  # $1 is mmdebstrap's
    INITRD=No mmdebstrap --variant=minbase --include="$packages" "${options[@]}" \
        --customize-hook="tar-in $PWD/python.tar /" \
        --customize-hook="sync-in $lab_home/image/root /" \
        --customize-hook="copy-in $lab_home/image/setup /tmp" \
        --customize-hook='chroot "$1" /tmp/setup' --customize-hook='rm "$1"/tmp/setup' \
        bookworm "$1" "${sources[@]}"
}

# The disks as they are before the first boot; each run works on overlays.
disks() {
    mkdir root
    tar -xf "$1" -C root --exclude './dev/*'
    cp root/boot/lab-kernel kernel
    cp root/boot/lab-initrd initrd
    # The shared libraries that the machine has of its own: what a program needs beside these must be brought along.
    (cd root/usr/lib/x86_64-linux-gnu && find . -maxdepth 1 -name '*.so*' -printf '%f\n') >libraries
    disk root lab-root 4G -d root
    disk data lab-data 512M
    disk other lab-other 64M
}

# disk FILE LABEL SIZE [mke2fs options]
disk() {
    truncate -s "$3" "$1.raw"
    PATH=$PATH:/usr/sbin:/sbin mke2fs -q -F -t ext4 -L "$2" "${@:4}" "$1.raw"
    qemu-img convert -O qcow2 "$1.raw" "$1.qcow2"
    rm "$1.raw"
}

# As root, or as root of a user namespace: the files in the root keep their owners either way.
in_namespace() {
    if ((EUID == 0)); then
        "$@"
    else
        export lab_home
        unshare --map-root-user --map-auto -- bash -euc "$(declare -f disks disk); $(printf '%q ' "$@")"
    fi
}
