package dev.argand.search.dataset;

import dev.argand.schemas.avro.ClipCut;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.FrozenManifest;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Split;
import dev.argand.signal.AudioClip;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.Resampler;
import dev.argand.signal.UnsupportedRateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The clips that can be learned from; the others are named with their reason. */
final class UsableClips {
  private UsableClips() {}

  /** One clip a content, labelled as it was labelled last, sorted by content. */
  static List<LabeledClip> of(Collection<ClipCut> cuts, ClipStore store, List<String> leftOut) {
    Map<String, ClipCut> newest = new TreeMap<>();
    Comparator<ClipCut> byTime =
        Comparator.comparingLong(ClipCut::getLabelledAtMicros).thenComparing(ClipCut::getLabelId);
    for (ClipCut cut : cuts) {
      newest.merge(cut.getSha256(), cut, (a, b) -> byTime.compare(a, b) >= 0 ? a : b);
    }
    List<LabeledClip> usable = new ArrayList<>();
    for (ClipCut cut : newest.values()) {
      LabeledClip clip = clip(cut, store);
      try {
        requireUsable(clip);
        usable.add(clip);
      } catch (IOException e) {
        leftOut.add(
            "clip of label %s (\"%s\") is left out: %s"
                .formatted(cut.getLabelId(), cut.getLabel(), e.getMessage()));
      }
    }
    return usable;
  }

  /** The content of a clip that {@link #of} gave. */
  static String sha256(LabeledClip clip) {
    return clip.name().substring(clip.name().lastIndexOf('/') + 1);
  }

  private static LabeledClip clip(ClipCut cut, ClipStore store) {
    FrozenManifest.Clip frozen =
        new FrozenManifest.Clip(cut.getSha256(), cut.getLabel(), cut.getGroup(), Split.TRAIN);
    return frozen.in(store.folder());
  }

  private static void requireUsable(LabeledClip clip) throws IOException {
    AudioClip audio = clip.audio().load();
    if (audio.samples().length == 0) {
      throw new IOException("it holds no samples");
    }
    boolean silent = true;
    for (float sample : audio.samples()) {
      silent &= sample == 0;
    }
    if (silent && !clip.label().equals(DataSet.BACKGROUND)) {
      throw new IOException("every sample is zero");
    }
    try {
      Resampler.resample(audio, FrontEnd.oneSecond().sampleRateHz());
    } catch (UnsupportedRateException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
