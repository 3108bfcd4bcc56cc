import Cpu

if CommandLine.arguments.dropFirst().prefix(2) == ["hog", "cpu"] {
    CpuHog.run(arguments: Array(CommandLine.arguments.dropFirst(3)))
}
print("monkey")
