package dev.argand.network.cell;

import java.util.ArrayList;
import java.util.List;

/**
 * The macro-architecture: {@code [D x normal, reduction] x 3} at channels C, 2C, 4C, 4C, then
 * {@code D x normal} where a trailing stage is asked for. Channels double at the first two
 * reductions.
 */
final class Stages {
  /** The stem gives this many times C channels. */
  static final int STEM_MULTIPLIER = 3;

  private Stages() {}

  static List<Cell.Wiring> wire(int channels, int cellsPerStage, boolean trailingStage, int nodes) {
    List<Cell.Wiring> cells = new ArrayList<>();
    int in0 = STEM_MULTIPLIER * channels;
    int in1 = in0;
    int width = channels;
    boolean afterReduction = false;
    for (int stage = 0; stage < 3; stage++) {
      for (int d = 0; d <= cellsPerStage; d++) {
        boolean reduction = d == cellsPerStage;
        if (reduction && stage < 2) {
          width *= 2;
        }
        cells.add(new Cell.Wiring(in0, in1, width, reduction, afterReduction));
        in0 = in1;
        in1 = nodes * width;
        afterReduction = reduction;
      }
    }
    for (int d = 0; trailingStage && d < cellsPerStage; d++) {
      cells.add(new Cell.Wiring(in0, in1, width, false, afterReduction));
      in0 = in1;
      in1 = nodes * width;
      afterReduction = false;
    }
    return cells;
  }
}
