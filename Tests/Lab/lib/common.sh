# What every verb shares: where things are, and how to speak. Sourced by `lab`, never run.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

lab_home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
project=$(cd "$lab_home/../.." && pwd)
lab_cache=${LAB_DIR:-$project/.lab}

# The lab speaks on stderr: stdout belongs to the job.
say() { printf 'lab: %s\n' "$*" >&2; }
die() {
    say "$*"
    exit 1
}

# value "$@": sets REPLY to what follows the option $1.
value() {
    (($# >= 2)) || die "$1 needs a value"
    REPLY=$2
}

# The comment block at the top of a verb's file is its help.
help_of() {
    sed -n '1,/^[^#]/{/^#/!d; /shellcheck/d; s/^# \{0,1\}//; p}' "$lab_home/lib/$1.sh"
}
