package dev.argand.search.data;

import dev.argand.signal.AudioClip;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.WavReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The data that come with Argand: synthesised sound events and backgrounds, rendered when loaded,
 * and spoken words from a resource (see the README beside it).
 */
final class BundledData {
  /** Words by label and voice: {@code WORD/VOICE_TAKE.wav}. */
  private static final String WORDS = "words-v1.zip";

  private static final long SEED = 1806;
  private static final int EVENT_GROUPS = 30;
  private static final int EVENT_TAKES = 2;
  private static final int BACKGROUND_GROUPS = 30;
  private static final int BACKGROUND_TAKES = 2;
  private static final int BACKGROUND_SAMPLES = 4 * SoundSynthesiser.SAMPLE_RATE_HZ;

  private BundledData() {}

  /** Clips of a kind of sound event, a device and room a group. */
  static List<LabeledClip> events(SoundKind kind) {
    List<LabeledClip> clips = new ArrayList<>();
    for (int group = 0; group < EVENT_GROUPS; group++) {
      SoundFamily family = SoundFamily.draw(CounterRandom.of(SEED).at("family").at(group));
      for (int take = 0; take < EVENT_TAKES; take++) {
        CounterRandom random =
            CounterRandom.of(SEED).at("event").at(kind.label()).at(group).at(take);
        clips.add(
            clip(
                kind.label(),
                String.format(Locale.ROOT, "device-%02d", group),
                take,
                // A fresh generator each time: loading twice gives the same samples.
                () -> SoundSynthesiser.render(kind, family, random.at("take"))));
      }
    }
    return clips;
  }

  /** Clips of background, four seconds each. */
  static List<LabeledClip> backgrounds() {
    List<LabeledClip> clips = new ArrayList<>();
    for (int group = 0; group < BACKGROUND_GROUPS; group++) {
      for (int take = 0; take < BACKGROUND_TAKES; take++) {
        CounterRandom random = CounterRandom.of(SEED).at("background").at(group).at(take);
        clips.add(
            clip(
                DataSet.BACKGROUND,
                String.format(Locale.ROOT, "synthetic-background-%02d", group),
                take,
                () -> SoundSynthesiser.background(BACKGROUND_SAMPLES, random.at("take"))));
      }
    }
    return clips;
  }

  /** Ten spoken words; the synthetic voice is the group. */
  static List<LabeledClip> words() {
    List<LabeledClip> clips = new ArrayList<>();
    try (InputStream resource = BundledData.class.getResourceAsStream(WORDS)) {
      if (resource == null) {
        throw new IllegalStateException("resource " + WORDS + " is missing from this build");
      }
      ZipInputStream zip = new ZipInputStream(resource);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        byte[] wav = zip.readAllBytes();
        int slash = name.indexOf('/');
        clips.add(
            new LabeledClip(
                name,
                name.substring(0, slash),
                name.substring(slash + 1, name.lastIndexOf('_')),
                () -> decode(wav, name)));
      }
    } catch (IOException e) {
      throw new IllegalStateException("resource " + WORDS + " cannot be read", e);
    }
    return clips;
  }

  private static AudioClip decode(byte[] wav, String name) throws IOException {
    return WavReader.read(new ByteArrayInputStream(wav), name).mono(ChannelSelection.MIX);
  }

  private static LabeledClip clip(String label, String group, int take, ClipAudio audio) {
    return new LabeledClip(
        String.format(Locale.ROOT, "%s/%s_%d", label, group, take),
        label,
        group,
        new Rendered(audio));
  }

  /** Audio of the synthesiser, whose rate is known before it is rendered. */
  private record Rendered(ClipAudio audio) implements ClipAudio {
    @Override
    public AudioClip load() throws IOException {
      return audio.load();
    }

    @Override
    public OptionalInt knownRateHz() {
      return OptionalInt.of(SoundSynthesiser.SAMPLE_RATE_HZ);
    }
  }
}
