package dev.argand.signal;

/** From the samples of one frame to its features: spectrum, mel bands, compression. */
final class FrameAnalyser {
  private final Stft stft;
  private final MelProjection mel;
  private final float[] spectrum;

  FrameAnalyser(FrontEnd frontEnd) {
    this.stft = new Stft(frontEnd.fftLength());
    this.mel = new MelProjection(frontEnd);
    this.spectrum = new float[stft.spectrumLength()];
  }

  /** Analyses samples [offset, offset + fftLength) into a frame of features [2, bands, frames]. */
  void analyse(float[] samples, int offset, float[] features, int frame, int frames) {
    stft.transform(samples, offset, spectrum);
    mel.project(spectrum, features, frame, frames);
  }
}
