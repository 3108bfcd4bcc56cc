// Latency
