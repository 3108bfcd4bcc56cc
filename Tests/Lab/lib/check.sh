# lab check: test the lab itself, above all that it fails when it should. Takes some minutes.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

lab_check() {
    [[ ${1:-} != --help ]] || { help_of check && return; }
    local passed=0 failed=0 scratch
    scratch=$(mktemp -d)
    # shellcheck disable=SC2064  # now: it is local
    trap "rm -rf '$scratch'" EXIT
    ensure_image

    expect "the command's status and output" 7 'out err' 'echo out; echo err >&2; exit 7'
    expect "the machine is up, its victims serve" 0 'running PONG nginx up ssh' \
        'systemctl is-system-running; redis-cli ping; curl -s localhost | grep -o nginx; ssh localhost echo up ssh'
    expect "what a job leaves running does not hold it" 0 'started' 'sleep 300 & echo started'
    expect "the time limit" 124 '' 'sleep 300' --time-limit 10
    expect "a panic is a failure" 1 '' 'echo c > /proc/sysrq-trigger; sleep 300'
    expect "a reboot that was not allowed is a failure" 1 '' 'echo b > /proc/sysrq-trigger; sleep 300'
    # shellcheck disable=SC2016  # the machine's variable
    expect "a reboot that was allowed" 3 'boot 1 boot 2' \
        'echo boot $LAB_BOOT; ((LAB_BOOT == 2)) || { sync; echo b > /proc/sysrq-trigger; sleep 300; }; exit 3' \
        --reboots 1
    expect "no line to cut on is a failure" 1 'here' 'echo here' --cut-on there
    expect "a power cut" 0 'cut here' \
        'cd /root; echo 1 > safe; sync safe; echo 1 > lost; echo cut here; sleep 300' \
        --keep "$scratch/disks" --cut-on '^cut here$'
    expect "what was synced is there after it, what was not is lost" 0 'safe' \
        'cd /root; ls safe lost 2>/dev/null || true' --disk "$scratch/disks"

    printf 'check: %d passed, %d failed, 0 skipped\n' "$passed" "$failed"
    ((failed == 0))
}

# expect NAME STATUS OUTPUT SCRIPT [options of `lab run`]. OUTPUT is compared with what a job said, in words.
expect() {
    local status=0 output
    output=$("$lab_home/lab" run "${@:5}" -- bash -c "$4" 2>"$scratch/log") || status=$?
    output=$(tr -s '\n ' ' ' <<<"$output" | sed 's/^ //; s/ $//')
    if [[ $status == "$2" && $output == "$3" ]]; then
        passed=$((passed + 1))
        say "ok: $1"
    else
        failed=$((failed + 1))
        say "FAILED: $1: status $status, not $2; output '$output', not '$3'"
        tail -n 5 "$scratch/log" >&2
    fi
}
