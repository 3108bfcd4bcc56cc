# lab test [--time-limit SECONDS] [--filter REGEX] [--out DIR] [BUILD-DIR]
#
# Runs the tests of the target LabTests, already built in BUILD-DIR (.build/debug), in a fresh machine as root.
# No test may be skipped there, and none at all is a failure too. The last line counts them.
# REGEX is matched with Target.Suite/test (^LabTests\.); reports go to DIR (.lab/test). The tests find MONKEY_LAB=1 and
# MONKEY_BINARY, the program's path, in their environment; it is /usr/bin/monkey, too.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

lab_test() {
    local build='' filter='^LabTests\.' reports=$lab_cache/test limit=600
    while (($#)); do
        case $1 in
            --help) help_of test && return ;;
            --time-limit) value "$@" && limit=$REPLY && shift ;;
            --filter) value "$@" && filter=$REPLY && shift ;;
            --out) value "$@" && reports=$REPLY && shift ;;
            -*) die "unknown option '$1'; see 'lab test --help'" ;;
            *) build=$1 ;;
        esac
        shift
    done
    build=${build:-$project/.build/debug}
    local -a options=()
    local bundle it installed=/usr/bin/monkey
    bundle=$(find -L "$build" -maxdepth 1 -name '*.xctest' -type f -print -quit 2>/dev/null)
    [[ -n $bundle ]] || die "no test bundle in $build; build it with: swift build --build-tests"
    # Everything at the paths it has here, so that bundle, resources, program and libraries find each other.
    build=$(realpath "$build")
    options+=(--program "$build/${bundle##*/}:$build/${bundle##*/}")
    for it in "$build"/*.resources; do [[ ! -d $it ]] || options+=(--install "$it:$it"); done
    [[ ! -x $build/monkey ]] || options+=(--program "$build/monkey:$build/monkey" --program "$build/monkey:$installed")

    mkdir -p "$reports"
    rm -f "$reports"/tests*.xml
    options+=(--time-limit "$limit" --out "$reports" --env MONKEY_LAB=1 --env "MONKEY_BINARY=$build/monkey")
    parse_run "${options[@]}" -- "$build/${bundle##*/}" --testing-library swift-testing --filter "$filter" \
        --no-parallel --xunit-output /lab/out/tests.xml
    start_machine
    finish_run
    count_tests "$reports" "$status"
}

# count_tests DIR STATUS: the last line, and the verdict.
count_tests() {
    local report passed failed skipped
    report=$(find "$1" -name 'tests*.xml' -print -quit)
    [[ -n $report ]] || die "no report of the tests came back (status $2)"
    read -r passed failed skipped < <(awk '
        /<testcase /  { passed++; counted = 0 }
        /<failure/    { if (!counted++) { passed--; failed++ } }
        /<skipped/    { if (!counted++) { passed--; skipped++ } }
        END           { print passed + 0, failed + 0, skipped + 0 }' "$report")
    printf 'lab: %d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    ((passed + failed + skipped > 0)) || die "no test was run"
    ((skipped == 0)) || die "a test was skipped, and in the lab nothing may be"
    return "$2"
}
