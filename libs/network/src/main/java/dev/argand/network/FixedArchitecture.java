package dev.argand.network;

/**
 * Networks of the literature, to compare with what is found. Their size is one number, the channels
 * of the first stage; the published one is {@link #publishedChannels}. They compute in real
 * numbers.
 */
public enum FixedArchitecture implements Architecture {
  /**
   * ResNet18 (K. He et al., "Deep residual learning for image recognition", 2016, table 1), with
   * the stem of its small pictures (section 4.2): 3x3, no pooling. [O] The stem's stride is the
   * specification's. 11.2 million parameters at 64 channels.
   */
  RESNET18("resnet18", 64),

  /**
   * BC-ResNet (B. Kim et al., "Broadcasted residual learning for efficient keyword spotting", 2021,
   * table 1); channels are 8 tau, so that BC-ResNet-1 has 8 and 9.2 thousand parameters. [O] There
   * is no dropout; sub-spectral normalisation has the greatest number of sub-bands up to five that
   * divides the bands; the last depthwise kernel covers all bands that are left (five of the
   * paper's 40).
   */
  BC_RESNET("bc-resnet", 8);

  private final String text;
  private final int publishedChannels;

  FixedArchitecture(String text, int publishedChannels) {
    this.text = text;
    this.publishedChannels = publishedChannels;
  }

  /** Channels of the first stage in the publication. */
  public int publishedChannels() {
    return publishedChannels;
  }

  @Override
  public String toString() {
    return text;
  }
}
