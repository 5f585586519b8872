package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.argand.inference.state.Head;
import dev.argand.runtime.SteadyClock;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import dev.argand.testkit.ManualClock;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.junit.jupiter.api.Test;

class LastHeardTest {
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final Head HEAD =
      new Head(
          "0001",
          new PcmFormat(16_000, 1, PcmEncoding.S16LE),
          0,
          0,
          0,
          false,
          List.of(),
          Head.NO_END,
          Head.NOT_KNOWN);

  private final ManualClock clock = new ManualClock(Rig.NOW);
  private long emptyAtMillis = Backlog.NEVER;
  private final TimestampedKeyValueStore<String, Head> stored =
      RecognitionTopology.headStore().withLoggingDisabled().withCachingDisabled().build();
  private final LastHeard lastHeard = new LastHeard(partition -> emptyAtMillis, 3, clock, clock);

  LastHeardTest() {
    stored.init(new MockProcessorContext<>().getStateStoreContext(), stored);
  }

  @Test
  void source_isSilent_onceItWasForSoLong_andNothingWaitedSince() {
    lastHeard.heard("porch");
    clock.advance(SILENCE.minusMillis(1));
    emptyAtMillis = clock.millis() + 1;
    assertThat(isSilent("porch")).as("a moment too early").isFalse();

    clock.advance(Duration.ofMillis(1));
    assertThat(isSilent("porch")).isTrue();

    emptyAtMillis = clock.millis() - 1;
    assertThat(isSilent("porch")).as("its silence may be a lag of ours").isFalse();

    emptyAtMillis = clock.millis();
    lastHeard.heard("porch");
    assertThat(isSilent("porch")).as("it speaks again").isFalse();
  }

  @Test
  void sourceOfAnEarlierLife_isSilentFromTheFirstLook_andGoneSinceItWasHeard() {
    lastHeard.heard("porch");
    clock.advance(SILENCE);
    stored.put("porch", ValueAndTimestamp.make(HEAD, 0));
    stored.put("barn", ValueAndTimestamp.make(HEAD, clock.millis() - SILENCE.toMillis()));
    stored.put("hall", ValueAndTimestamp.make(HEAD, clock.millis() - SILENCE.toMillis() + 1));
    lastHeard.remember(new StoredHeads(stored, lastHeard));
    emptyAtMillis = clock.millis();

    assertThat(lastHeard.silent(SILENCE.toMillis(), 100))
        .containsExactlyInAnyOrder("porch", "barn");
    assertThat(lastHeard.atMillis("porch")).isEqualTo(Rig.NOW.toEpochMilli());
    assertThat(isSilent("porch")).as("it was heard in this life").isTrue();
    assertThat(Stream.of("barn", "hall", "nobody")).noneMatch(this::isSilent);

    clock.advance(SILENCE);
    emptyAtMillis = clock.millis();
    assertThat(Stream.of("porch", "barn", "hall", "nobody")).allMatch(this::isSilent);
  }

  /** It was an hour ahead when the source was last heard. */
  @Test
  void clockThatIsSetBack_keepsNobodyFromBeingSilent() {
    ManualClock steady = new ManualClock(Rig.NOW);
    LastHeard table = new LastHeard(partition -> emptyAtMillis, 3, clock, steady);
    clock.advance(Duration.ofHours(1));
    table.heard("porch");
    assertThat(table.atMillis("porch")).isEqualTo(clock.millis());

    clock.advance(Duration.ofHours(-1));
    steady.advance(SILENCE);
    emptyAtMillis = steady.millis();

    assertThat(table.isSilent("porch", SILENCE.toMillis())).isTrue();
    assertThat(table.silent(SILENCE.toMillis(), 100)).containsExactly("porch");
  }

  /** The stored times are of the machine's clock, by which they are so long ago. */
  @Test
  void sourceOfAnEarlierLife_isAsOldAsTheMachinesClockSays() {
    ManualClock steady = new ManualClock(Instant.EPOCH);
    LastHeard table = new LastHeard(partition -> emptyAtMillis, 3, clock, steady);
    long heard = clock.millis() - SILENCE.toMillis() + 1;
    stored.put("barn", ValueAndTimestamp.make(HEAD, heard));
    table.remember(new StoredHeads(stored, table));
    emptyAtMillis = steady.millis() + 1;

    assertThat(table.silent(SILENCE.toMillis(), 100)).isEmpty();
    steady.advance(Duration.ofMillis(1));
    assertThat(table.silent(SILENCE.toMillis(), 100)).containsExactly("barn");
    assertThat(table.atMillis("barn")).isEqualTo(heard);
  }

  @Test
  void timeThatCannotBe_isNow() {
    stored.put("porch", ValueAndTimestamp.make(HEAD, clock.millis() + 1));
    stored.put("barn", ValueAndTimestamp.make(HEAD, -1));
    lastHeard.remember(new StoredHeads(stored, lastHeard));
    long now = clock.millis();
    clock.advance(SILENCE);

    assertThat(lastHeard.atMillis("porch")).isEqualTo(now);
    assertThat(lastHeard.atMillis("barn")).isEqualTo(now);
  }

  @Test
  void silent_areNoMoreThanAskedFor_andNoneThatWasForgotten() {
    for (int i = 0; i < 20; i++) {
      lastHeard.heard("source-" + i);
    }
    clock.advance(SILENCE);
    emptyAtMillis = clock.millis();
    lastHeard.heard("source-7");
    lastHeard.forget("source-8");

    assertThat(lastHeard.silent(SILENCE.toMillis(), 5)).hasSize(5);
    assertThat(lastHeard.silent(SILENCE.toMillis(), 100))
        .hasSize(18)
        .doesNotContain("source-7", "source-8");
  }

  @Test
  void frameOfAKnownSource_allocatesNothing() {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Clock machine = Clock.system(ZoneOffset.UTC);
    SteadyClock steady = new SteadyClock(machine, System::nanoTime);
    LastHeard table = new LastHeard(partition -> emptyAtMillis, 0, machine, steady);
    int frames = 100_000;
    long allocated = 0;
    for (int round = 0; round < 2; round++) {
      long before = thread.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < frames; i++) {
        table.heard("porch");
      }
      allocated = thread.getCurrentThreadAllocatedBytes() - before;
    }
    // A boxed time is 16 bytes, so one a frame would be 1.6 MB; the bean itself may take some.
    assertThat(allocated).isLessThan(frames);
  }

  private boolean isSilent(String source) {
    return lastHeard.isSilent(source, SILENCE.toMillis());
  }
}
