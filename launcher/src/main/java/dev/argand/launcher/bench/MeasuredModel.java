package dev.argand.launcher.bench;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.Manifest;
import dev.argand.signal.FrontEnd;

/**
 * The model that the stream is measured with.
 *
 * @param digest of the bundle
 * @param run that made it
 * @param architecture its cells, or its name
 * @param parameters learnt real numbers
 * @param windowSeconds length of a window
 * @param hopSeconds from window to window
 */
public record MeasuredModel(
    String digest,
    String run,
    String architecture,
    long parameters,
    double windowSeconds,
    double hopSeconds) {

  static MeasuredModel of(Bundle bundle) {
    Manifest manifest = bundle.manifest();
    FrontEnd frontEnd = manifest.frontEnd();
    return new MeasuredModel(
        bundle.digest(),
        manifest.provenance().runId(),
        manifest.network().architecture().toString(),
        manifest.parameters(),
        (double) frontEnd.windowSamples() / frontEnd.sampleRateHz(),
        (double) frontEnd.hopSamples() / frontEnd.sampleRateHz());
  }
}
