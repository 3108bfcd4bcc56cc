// Cpu
