# A machine that is up already: booted once, saved while it waits for its job, resumed by each run in about two seconds.
#
# It is a directory warm-KEY in the image's: the memory in "state", the disks as they were at that moment as overlays.
# KEY stands for all that must be the same when it is resumed: qemu's version and the command.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

# Sets $warm to the directory of a saved machine, saving one if there is none.
ensure_warm() {
    warm=$image/warm-$(warm_key)
    # In a shell of its own, as it has a run of its own.
    [[ -e $warm ]] || (one_at_a_time save_machine "$warm")
}

warm_key() {
    {
        qemu-system-x86_64 --version
        printf '%s\n' "${LAB_ACCEL:-tcg}" "${LAB_MEMORY:-2048}" "${LAB_CPUS:-2}"
        cat "$lab_home/lib/machine.sh" "$lab_home/lib/warm.sh"
    } | sha256sum | cut -c1-12
}

save_machine() {
    local line=''
    say "booting the machine once, to save it (about a minute)"
    begin_run
    mkdir "$run/warm"
    make_disks "$run/warm" "$image"
    mkfifo "$run/output" "$run/monitor"
    machine "$run/warm" writeback "file,id=output,path=/dev/stdout"
    qemu+=(-no-reboot -monitor stdio)
    # Both ends of the monitor are ours, so that it stays open.
    exec 4<>"$run/monitor"
    "${qemu[@]}" <&4 >"$run/output" 2>"$run/qemu.log" &
    qemu_pid=$!
    {
        while [[ $line != *"the machine waits"* ]]; do IFS= read -r line || exit 0; done
        printf '%s\n' "migrate \"exec:cat > '$run/warm/state'\"" quit >&4
        cat >/dev/null
    } <"$run/output" &
    reader_pid=$!
    wait_for_machine 300 || { show_boot_log && die "the machine did not come up in 300 seconds"; }
    [[ -s $run/warm/state ]] || { show_boot_log && die "the machine could not be saved"; }
    make_portable
    mv -T "$run/warm" "$warm"
}

# Names the disks below by where they are from here, so that the whole image can be copied elsewhere.
make_portable() {
    local it
    for it in root data other; do
        qemu-img rebase -u -f qcow2 -F qcow2 -b "../$it.qcow2" "$run/warm/$it.qcow2"
    done
}
