package dev.argand.network;

/**
 * Everything that fixes a derived network but its weights.
 *
 * <p>Macro-architecture: a stem, then three stages of {@code cellsPerStage} normal cells and one
 * reduction cell with channels C, 2C, 4C, then, if {@code trailingStage}, {@code cellsPerStage}
 * normal cells at 4C, global average pooling and a linear layer.
 *
 * @param field the number field
 * @param genotype the two cells
 * @param channels C, channels of the field at the first stage
 * @param cellsPerStage D, normal cells before each reduction
 * @param trailingStage whether normal cells follow the third reduction
 * @param stemStride stride of the stem, 1 or 2
 * @param bands height of the input
 * @param frames width of the input
 * @param classes number of logits
 * @param readout how complex outputs become logits
 */
public record NetworkSpec(
    Field field,
    Genotype genotype,
    int channels,
    int cellsPerStage,
    boolean trailingStage,
    int stemStride,
    int bands,
    int frames,
    int classes,
    Readout readout) {

  public NetworkSpec {
    require(channels >= 2 && channels % 2 == 0, "channels must be even and positive", channels);
    require(cellsPerStage >= 0, "cellsPerStage must be at least 0", cellsPerStage);
    require(stemStride == 1 || stemStride == 2, "stemStride must be 1 or 2", stemStride);
    require(bands >= 8 * stemStride, "bands must be at least " + 8 * stemStride, bands);
    require(frames >= 8 * stemStride, "frames must be at least " + 8 * stemStride, frames);
    require(classes >= 2, "classes must be at least 2", classes);
  }

  /** The same network with other cells. */
  public NetworkSpec withGenotype(Genotype other) {
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
        readout);
  }

  /** The same network, narrower or wider. */
  public NetworkSpec withChannels(int other) {
    return new NetworkSpec(
        field,
        genotype,
        other,
        cellsPerStage,
        trailingStage,
        stemStride,
        bands,
        frames,
        classes,
        readout);
  }

  private static void require(boolean condition, String message, int value) {
    if (!condition) {
      throw new IllegalArgumentException(message + ", was " + value);
    }
  }
}
