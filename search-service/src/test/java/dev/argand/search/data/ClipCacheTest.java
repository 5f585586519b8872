package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClipCacheTest {
  /** What windows ask of a clip's whole length is asked once, however long it is. */
  @Test
  void get_aClip_keepsItsLevelsWithIt() throws Exception {
    float[] samples = new float[16_000];
    System.arraycopy(
        SoundSynthesiser.background(4_000, CounterRandom.of(1)).samples(), 0, samples, 0, 4_000);
    AtomicInteger loads = new AtomicInteger();
    LabeledClip clip =
        new LabeledClip(
            "a",
            "b",
            "c",
            () -> {
              loads.incrementAndGet();
              return new AudioClip(samples, 16_000);
            });
    ClipCache cache = new ClipCache(16_000, 1 << 20);
    ClipCache.Sound sound = cache.get(clip);
    assertThat(sound.level()).isEqualTo(Loudness.rms(samples));
    assertThat(sound.activeLevel()).isGreaterThan(1.9 * sound.level());
    assertThat(cache.get(clip)).isSameAs(sound);
    assertThat(loads).hasValue(1);
  }
}
