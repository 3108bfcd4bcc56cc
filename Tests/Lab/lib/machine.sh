# The machine itself: its disks and the qemu that runs it. Sourced, never run.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

# make_disks DIR BASE: overlays in DIR over the disks in BASE. What a run changes stays in DIR; the base stays clean.
make_disks() {
    local it
    for it in root data other; do
        qemu-img create -q -f qcow2 -F qcow2 -b "$2/$it.qcow2" "$1/$it.qcow2"
    done
}

# machine DISKS CACHE OUTPUT: sets $qemu to the command that boots the disks in DISKS.
#
# CACHE is qemu's: "unsafe" for disks nobody needs afterwards. With "writeback", what the machine synced survives
# the SIGKILL of qemu, what it did not sync may be lost: as in a power cut. OUTPUT is the chardev the job writes to.
# The job goes in and out by two more disks of a fixed size, $run/in.raw and $run/out.raw.
# A machine saved in one such command is resumed in another: they may differ in files, not in devices.
machine() {
    local it
    local arguments="root=/dev/vda rw console=ttyS0 quiet loglevel=4 systemd.show_status=0 systemd.unit=lab.target"
    # The emulated processors share one clock, which Linux would not believe: reading the other clock it has is slow.
    arguments+=" net.ifnames=0 mitigations=off tsc=reliable panic=-1 apparmor=0 audit=0"
    # With setpriv, qemu cannot outlive this script, even if somebody kills that with SIGKILL.
    qemu=(setpriv --pdeathsig KILL qemu-system-x86_64 -name lab -nodefaults -no-user-config -display none
        -m "${LAB_MEMORY:-2048}" -smp "${LAB_CPUS:-2}"
        -kernel "$image/kernel" -initrd "$image/initrd" -append "$arguments")
    case $accel in
        kvm) qemu+=(-accel kvm -cpu host) ;;
        # An old processor is quicker to emulate than a new one: a fifth less work in a boot.
        tcg) qemu+=(-accel "tcg,thread=multi,tb-size=1024" -cpu "qemu64,+rdrand") ;;
    esac
    for it in root data other; do
        qemu+=(-drive "if=none,id=$it,file=$1/$it.qcow2,format=qcow2,cache=$2,discard=unmap"
            -device "virtio-blk-pci,drive=$it,serial=lab-$it")
    done
    truncate -s 1G "$run/in.raw" "$run/out.raw"
    qemu+=(-drive "if=none,id=in,file=$run/in.raw,format=raw,cache=unsafe,readonly=on"
        -device "virtio-blk-pci,drive=in,serial=lab-in"
        -drive "if=none,id=out,file=$run/out.raw,format=raw,cache=unsafe"
        -device "virtio-blk-pci,drive=out,serial=lab-out"
        -nic "user,restrict=on,model=virtio-net-pci" -device virtio-rng-pci -serial "file:$run/boot.log"
        -device virtio-serial-pci -chardev "$3" -device "virtserialport,chardev=output,name=lab.output")
}

# A directory for what this run needs, gone when it ends, and qemu with it.
begin_run() {
    local it owner
    mkdir -p "$lab_cache/runs"
    # Left by runs that were killed with SIGKILL.
    for it in "$lab_cache/runs"/*; do
        owner=${it##*/} owner=${owner%.*}
        [[ ! -d $it || -d /proc/$owner ]] || rm -rf "$it"
    done
    run=$(mktemp -d "$lab_cache/runs/$$.XXXXXX")
    trap end_run EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

end_run() {
    local it
    trap - EXIT
    for it in "${qemu_pid:-}" "${clock_pid:-}" "${reader_pid:-}"; do
        [[ -z $it ]] || kill -KILL "$it" 2>/dev/null || true
    done
    rm -rf "${run:?}"
    qemu_pid='' clock_pid='' reader_pid=''
}

# wait_for_machine SECONDS: until qemu ends by itself; false if it had to be killed because the time was over.
wait_for_machine() {
    local ended='' in_time=yes
    sleep "$1" &
    clock_pid=$!
    # The shell would report on stderr what was killed.
    { wait -n -p ended "$qemu_pid" "$clock_pid" || true; } 2>/dev/null
    [[ $ended != "$clock_pid" ]] || in_time=''
    [[ -n $in_time ]] || kill -KILL "$qemu_pid" 2>/dev/null || true
    kill "$clock_pid" 2>/dev/null || true
    { wait "$qemu_pid" && qemu_status=0 || qemu_status=$?; } 2>/dev/null
    qemu_pid='' clock_pid=''
    [[ -n $in_time ]]
}

show_boot_log() {
    say "the boot log ends:"
    tail -n 20 "$run/boot.log" 2>/dev/null | tr -d '\r' | sed 's/^/  | /' >&2
    sed 's/^/  | /' "$run/qemu.log" >&2
}
