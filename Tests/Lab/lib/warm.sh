# A machine that is up already: booted once, saved while it waits for its job, resumed by each run in a few seconds.
#
# It is a directory warm-KEY in the image's: the memory in "state", the disks as they were at that moment as overlays.
# KEY stands for all that must be the same when it is resumed: qemu's version, the processor, the command.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

# Sets $warm to the directory of a saved machine, saving one if there is none.
ensure_warm() {
    warm=$image/warm-$(warm_key)
    [[ -e $warm ]] || one_at_a_time save_machine "$warm"
}

warm_key() {
    {
        qemu-system-x86_64 --version
        grep -m 1 '^model name' /proc/cpuinfo
        printf '%s\n' "$accel" "${LAB_MEMORY:-2048}" "${LAB_CPUS:-2}"
        cat "$lab_home/lib/machine.sh" "$lab_home/lib/warm.sh"
    } | sha256sum | cut -c1-12
}

save_machine() {
    say "booting the machine once, to save it (about a minute)"
    begin_run
    boot_until_it_waits 300 "migrate \"exec:cat > '$run/disks/state'\"" || true
    [[ -s $run/disks/state ]] || { show_boot_log && die "the machine did not come up, or could not be saved"; }
    make_portable
    mv -T "$run/disks" "$warm"
    forget_old "$image" 'warm-*'
    end_run
}

# boot_until_it_waits SECONDS [COMMAND]: boots on $run/disks; when the machine waits, gives the monitor the command and
# quits. False if it never waits.
boot_until_it_waits() {
    local line=''
    mkdir "$run/disks"
    make_disks "$run/disks" "$image"
    mkfifo "$run/output" "$run/monitor"
    machine "$run/disks" writeback "file,id=output,path=/dev/stdout"
    qemu+=(-no-reboot -monitor stdio)
    # Both ends of the monitor are ours, so that it stays open.
    exec 4<>"$run/monitor"
    "${qemu[@]}" <&4 >"$run/output" 2>"$run/qemu.log" &
    qemu_pid=$!
    {
        while [[ $line != *"the machine waits"* ]]; do IFS= read -r line || exit 0; done
        touch "$run/waited"
        printf '%s\n' "${@:2}" quit >&4
        cat >/dev/null
    } <"$run/output" &
    reader_pid=$!
    wait_for_machine "$1" || true
    wait "$reader_pid" || true
    exec 4>&-
    [[ -e $run/waited ]]
}

# Names the disks below by where they are from here, so that the whole image can be copied elsewhere.
make_portable() {
    local it
    for it in root data other; do
        qemu-img rebase -u -f qcow2 -F qcow2 -b "../$it.qcow2" "$run/disks/$it.qcow2"
    done
}
