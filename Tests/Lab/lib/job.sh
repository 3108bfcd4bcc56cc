# What goes into the machine and what comes back: two tars on two disks.
#
# In:  id (first: its name says that there is a job), now, env, run, in/ (becomes /lab/in), root/ (copied over /).
# Out: out/ and, as the last member, status.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

pack_job() {
    local it job=$run/job
    mkdir -p "$job/in" "$job/root"
    for it in "${inputs[@]}"; do put "${it%%:*}" "$job/in/$(name_of "$it")"; done
    for it in "${installs[@]}"; do put "${it%%:*}" "$job/root/${it#*:}"; done
    for it in "${programs[@]}"; do
        put "${it%%:*}" "$job/root/${it#*:}"
        put_libraries "${it%%:*}" "$job/root"
    done

    # The name of the run's directory is unique, and so the job's id.
    printf '%s\n' "${run##*/}-$$-$(date +%s)" >"$job/id"
    date +%s.%N >"$job/now"
    {
        printf 'LAB_REBOOTS=%q LAB_KEEP=%q LAB_SHELL=%q\n' "$reboots" "$keep$resume" "$shell"
        [[ ! -t 1 ]] || printf 'export TERM=%q\n' "${TERM:-dumb}"
        ((${#environment[@]} == 0)) || printf 'export %q\n' "${environment[@]}"
    } >"$job/env"
    printf '#!/bin/bash\nexec %s\n' "$(command_line "$@")" >"$job/run"
    chmod 755 "$job/run"
    tar -cf "$run/in.raw" --owner 0 --group 0 -C "$job" id now env run in root
    rm -rf "$job"
}

command_line() {
    local words rows=24 columns=80
    printf -v words '%q ' "$@"
    if [[ -n $tty ]]; then
        [[ ! -t 1 ]] || read -r rows columns < <(stty size <&1)
        words="stty rows $rows cols $columns; exec $words"
        printf -v words '%q ' script --quiet --return --flush --command "$words" /dev/null
    fi
    printf '%s' "$words"
}

# The NAME of PATH:NAME, or the last part of PATH.
name_of() {
    if [[ $1 == *:* ]]; then printf '%s' "${1#*:}"; else basename "$1"; fi
}

# put FROM TO: copy, with links inside a directory kept and the one named followed.
put() {
    [[ -e $1 ]] || die "$1 does not exist"
    mkdir -p "$(dirname "$2")"
    cp -a "$(realpath "$1")" "$2"
}

# The shared libraries that a program needs and the machine lacks go to the paths they have here.
put_libraries() {
    local name path
    while read -r name path; do
        [[ $path != not ]] || die "$1 needs $name, which is not here"
        grep -qxF "$name" "$image/libraries" || [[ -e $2/$path ]] || put "$path" "$2/$path"
    done < <(ldd "$1" 2>/dev/null | sed -n 's/^\s*\(\S*\) => \(\S*\).*/\1 \2/p')
}

job_status() {
    tar -xOf "$run/out.raw" status 2>/dev/null || true
}

# The status is there only if the job came to its end.
job_ended() {
    [[ $(job_status) =~ ^[0-9]+$ ]]
}

bring_back() {
    mkdir -p "$1"
    tar -xf "$run/out.raw" -C "$1" --strip-components 1 --no-same-owner --exclude status out
}
