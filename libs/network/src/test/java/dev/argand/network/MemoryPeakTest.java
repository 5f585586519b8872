package dev.argand.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MemoryPeakTest {
  private static final long TAKEN = 256L << 20;

  /** The engine gives back at once what it takes in one great block. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void bytesOf_workThatTakesAndGivesBack_areSeen_andOfNoWorkNearlyNone() {
    try (NDManager manager = NDManager.newBaseManager()) {
      // Loads the engine.
      manager.ones(new Shape(1)).close();
      long none = MemoryPeak.bytesOf(() -> {});
      long taken = MemoryPeak.bytesOf(() -> take(manager));
      long again = MemoryPeak.bytesOf(() -> take(manager));

      assertThat(none).isLessThan(TAKEN / 4);
      assertThat(taken).isBetween(TAKEN * 9 / 10, TAKEN * 3 / 2);
      assertThat(again).isBetween(TAKEN * 9 / 10, TAKEN * 3 / 2);
    }
  }

  private static void take(NDManager manager) {
    try (NDArray block = manager.ones(new Shape(TAKEN / Float.BYTES))) {
      assertThat(block.getFloat(0)).isEqualTo(1);
    }
  }
}
