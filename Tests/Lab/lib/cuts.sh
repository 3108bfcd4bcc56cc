# lab cuts [BUILD-DIR]: cut the power, and reboot, in the middle of attacks; the boot service has to bring the host back.
#
# Uses the program in BUILD-DIR (.build/release). The attacks and the checks are in `cuts-job`. The last line counts.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

lab_cuts() {
    [[ ${1:-} != --help ]] || { help_of cuts && return; }
    local build passed=0 failed=0 scratch
    build=$(realpath "${1:-$project/.build/release}")
    [[ -x $build/monkey ]] || die "no program in $build; build it with: swift build -c release"
    scratch=$(mktemp -d)
    # shellcheck disable=SC2064  # now: it is local
    trap "rm -rf '$scratch'" EXIT
    ensure_image

    cut_job "attacks run until the power is cut" attack --keep "$scratch/disks" --cut-on '^the attacks are active$'
    ((failed)) || cut_job "the boot takes back what the cut left" check --disk "$scratch/disks"
    cut_job "a reboot in the middle takes everything back" reboot --keep "$scratch/reboot" --reboots 1
    printf 'cuts: %d passed, %d failed, 0 skipped\n' "$passed" "$failed"
    ((failed == 0))
}

# cut_job NAME PHASE [options of `lab run`]
cut_job() {
    local status=0
    "$lab_home/lab" run "${@:3}" --program "$build/monkey:/usr/bin/monkey" --in "$lab_home/cuts-job:job" \
        --in "$project/Packaging/monkey-recover.service:monkey-recover.service" -- bash ./job "$2" \
        >"$scratch/log" 2>&1 || status=$?
    if ((status == 0)); then
        passed=$((passed + 1))
        say "ok: $1"
    else
        failed=$((failed + 1))
        say "FAILED: $1 (status $status)"
        tail -n 40 "$scratch/log" >&2
    fi
}
