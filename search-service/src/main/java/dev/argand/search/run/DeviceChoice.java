package dev.argand.search.run;

/** What a person can ask for. */
public enum DeviceChoice {
  /** The GPU if there is one, its natives were fetched and it works; else the CPU. */
  AUTO,
  /** The CPU, for everything. */
  CPU,
  /** An NVIDIA GPU or nothing. */
  CUDA
}
