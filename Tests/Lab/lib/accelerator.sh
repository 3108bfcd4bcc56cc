# KVM or emulation. That /dev/kvm is there proves nothing: some hosts offer it and never get past the boot loader.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

# Sets $accel to kvm or tcg. KVM is taken only after it has booted the machine here once; the outcome is kept in .lab/.
choose_accelerator() {
    local record
    accel=${LAB_ACCEL:-}
    [[ -z $accel ]] || {
        [[ $accel == kvm || $accel == tcg ]] || die "LAB_ACCEL is 'kvm' or 'tcg', not '$accel'"
        return 0
    }
    accel=tcg
    [[ -w /dev/kvm ]] || return 0
    record=$lab_cache/accelerator-$({ uname -nr && qemu-system-x86_64 --version; } | sha256sum | cut -c1-12)
    [[ -e $record ]] || one_at_a_time try_kvm "$record"
    accel=$(<"$record")
}

try_kvm() {
    say "trying KVM (20 seconds at most)"
    begin_run
    accel=kvm
    boot_until_it_waits 20 || accel=tcg
    say "using $accel from now on"
    printf '%s\n' "$accel" >"$record"
    end_run
}
