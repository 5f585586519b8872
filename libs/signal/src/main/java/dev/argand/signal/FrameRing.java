package dev.argand.signal;

/** The features of the latest frames of a stream, as many as a window has: [2, bands, frames]. */
final class FrameRing {
  private final FrameAnalyser analyser;
  private final int frames;
  private final float[] ring;

  FrameRing(FrontEnd frontEnd) {
    this.analyser = new FrameAnalyser(frontEnd);
    this.frames = frontEnd.frames();
    this.ring = new float[frontEnd.featureLength()];
  }

  /** Analyses a frame, in place of the one that lies a window's frames before it. */
  void add(long frame, float[] samples, int offset) {
    analyser.analyse(samples, offset, ring, (int) (frame % frames), frames);
  }

  /** Copies the window that begins with a frame, in order of time. */
  void copyWindow(long firstFrame, float[] features) {
    int split = (int) (firstFrame % frames);
    for (int row = 0; row < ring.length; row += frames) {
      System.arraycopy(ring, row + split, features, row, frames - split);
      System.arraycopy(ring, row, features, row + frames - split, split);
    }
  }
}
