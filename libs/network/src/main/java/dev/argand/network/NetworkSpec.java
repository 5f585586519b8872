package dev.argand.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Everything that fixes a network but its weights.
 *
 * <p>Macro-architecture of a genotype: a stem, then three stages of {@code cellsPerStage} normal
 * cells and one reduction cell with channels C, 2C, 4C, then, if {@code trailingStage}, {@code
 * cellsPerStage} normal cells at 4C, global average pooling and a linear layer. A fixed
 * architecture has one of its own, and takes no cells.
 *
 * <p>There are bounds far above any network that could be trained here, because a specification may
 * come from a file that somebody made up: {@value #MOST_CHANNELS} channels, {@value
 * #MOST_CELLS_PER_STAGE} cells a stage, and {@value #MOST_OPERATIONS} operations in all cells
 * together.
 *
 * @param field the number field; real for a fixed architecture
 * @param architecture the two cells, or a network of the literature
 * @param channels C, channels of the field at the first stage; the factorized reductions that need
 *     even numbers are where they have doubled
 * @param cellsPerStage D, normal cells before each reduction; 0 for a fixed architecture
 * @param trailingStage whether normal cells follow the third reduction
 * @param stemStride stride of the stem, 1 or 2; 1 for BC-ResNet, whose stem has its own
 * @param bands height of the input
 * @param frames width of the input
 * @param classes number of logits
 * @param readout how complex outputs become logits
 * @param input what is read of the features
 */
public record NetworkSpec(
    Field field,
    @JsonProperty("genotype") Architecture architecture,
    int channels,
    int cellsPerStage,
    boolean trailingStage,
    int stemStride,
    int bands,
    int frames,
    int classes,
    Readout readout,
    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = WhereUsual.class) Input input) {
  /** Most channels of the first stage. */
  public static final int MOST_CHANNELS = 4_096;

  /** Most normal cells before each reduction. */
  public static final int MOST_CELLS_PER_STAGE = 64;

  /** Most operations of all cells together. */
  public static final int MOST_OPERATIONS = 10_000;

  private static final int FEWEST_POSITIONS = 8;
  private static final int STAGES = 3;

  public NetworkSpec {
    require(
        channels >= 2 && channels <= MOST_CHANNELS,
        "channels must be in [2, " + MOST_CHANNELS + "]",
        channels);
    require(stemStride == 1 || stemStride == 2, "stemStride must be 1 or 2", stemStride);
    int fewest = fewestPositions(stemStride);
    require(bands >= fewest, "bands must be at least " + fewest, bands);
    require(frames >= fewest, "frames must be at least " + fewest, frames);
    require(classes >= 2, "classes must be at least 2", classes);
    if (architecture instanceof FixedArchitecture fixed) {
      requireFixed(field == Field.REAL, "field of %s must be real".formatted(fixed));
      requireFixed(
          cellsPerStage == 0 && !trailingStage, "%s must be without cells".formatted(fixed));
      requireFixed(
          stemStride == 1 || fixed != FixedArchitecture.BC_RESNET,
          "stemStride of %s must be 1".formatted(fixed));
    } else {
      require(
          cellsPerStage >= 0 && cellsPerStage <= MOST_CELLS_PER_STAGE,
          "cellsPerStage must be in [0, " + MOST_CELLS_PER_STAGE + "]",
          cellsPerStage);
      if (architecture instanceof Genotype genotype) {
        int operations = operations(genotype, cellsPerStage, trailingStage);
        require(
            operations <= MOST_OPERATIONS,
            "cells must have at most " + MOST_OPERATIONS + " operations together",
            operations);
      }
    }
  }

  /** A network that reads both planes. */
  public NetworkSpec(
      Field field,
      Architecture architecture,
      int channels,
      int cellsPerStage,
      boolean trailingStage,
      int stemStride,
      int bands,
      int frames,
      int classes,
      Readout readout) {
    this(
        field,
        architecture,
        channels,
        cellsPerStage,
        trailingStage,
        stemStride,
        bands,
        frames,
        classes,
        readout,
        Input.PLANES);
  }

  /** Fewest bands, and fewest frames, of a network whose stem has a stride. */
  public static int fewestPositions(int stemStride) {
    return FEWEST_POSITIONS * stemStride;
  }

  /** Says which inputs a manifest leaves out: the one that was the only one. */
  static final class WhereUsual {
    @Override
    public boolean equals(@Nullable Object other) {
      return other == Input.PLANES;
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  /**
   * The cells.
   *
   * @throws IllegalStateException if the architecture is fixed
   */
  public Genotype genotype() {
    if (architecture instanceof Genotype genotype) {
      return genotype;
    }
    throw new IllegalStateException(architecture + " has no cells");
  }

  /** The same network with another wiring. */
  public NetworkSpec withArchitecture(Architecture other) {
    return new NetworkSpec(
        field,
        other,
        channels,
        cellsPerStage,
        trailingStage,
        stemStride,
        bands,
        frames,
        classes,
        readout,
        input);
  }

  /** The same network, narrower or wider. */
  public NetworkSpec withChannels(int other) {
    return new NetworkSpec(
        field,
        architecture,
        other,
        cellsPerStage,
        trailingStage,
        stemStride,
        bands,
        frames,
        classes,
        readout,
        input);
  }

  private static int operations(Genotype genotype, int cellsPerStage, boolean trailingStage) {
    int normalCells = cellsPerStage * (trailingStage ? STAGES + 1 : STAGES);
    return normalCells * operations(genotype.normal()) + STAGES * operations(genotype.reduction());
  }

  private static int operations(Genotype.Cell cell) {
    return cell.nodes().stream().mapToInt(node -> node.inputs().size()).sum();
  }

  private static void require(boolean condition, String message, int value) {
    if (!condition) {
      throw new IllegalArgumentException(message + ", was " + value);
    }
  }

  private static void requireFixed(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
