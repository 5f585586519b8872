package dev.argand.search.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.ClipKind;
import dev.argand.schemas.avro.ClipRequest;
import dev.argand.signal.CounterRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ClipShelfTest {
  private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
  private static final long MB = 1L << 20;

  private final ClipShelf shelf = new ClipShelf(rule(10 * MB));

  /** Whose file it is cannot be told, so nobody may take it for one that nobody has announced. */
  @Test
  void clipThatCannotBeRead_isCounted_untilItIsReplaced() {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    TopicPartition partition = new TopicPartition("clips", 0);
    consumer.updateBeginningOffsets(Map.of(partition, 0L));
    consumer.updateEndOffsets(Map.of(partition, 3L));
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(new ConsumerRecord<>("clips", 0, 0, "detection/a", new byte[] {1}));
          consumer.addRecord(new ConsumerRecord<>("clips", 0, 1, "detection/b", new byte[] {1}));
          consumer.addRecord(new ConsumerRecord<>("clips", 0, 2, "detection/b", null));
        });

    ClipShelf read = ClipShelf.read(consumer, "clips", rule(10 * MB));

    assertThat(read.unreadable()).isEqualTo(1);
    assertThat(read.files()).isEmpty();
  }

  @Test
  void whatFits_takesNothingAway() {
    put("d1", ClipKind.DETECTION, 9 * MB, 0);

    assertThat(shelf.roomFor(ClipKind.NEAR_MISS, MB)).hasValue(List.of());
  }

  @Test
  void lowestClassGoesFirst_ofAClassTheOldest_andNoMoreThanNeeded() {
    put("d1", ClipKind.DETECTION, 2 * MB, 0);
    put("a1", ClipKind.AUDIT, 2 * MB, 1);
    put("n1", ClipKind.NEAR_MISS, 2 * MB, 9);
    put("n2", ClipKind.NEAR_MISS, 2 * MB, 8);
    put("a2", ClipKind.AUDIT, 2 * MB, 7);

    assertThat(victims(ClipKind.DETECTION, 1)).containsExactly("n2");
    assertThat(victims(ClipKind.DETECTION, 3 * MB)).containsExactly("n2", "n1");
    assertThat(victims(ClipKind.DETECTION, 5 * MB)).containsExactly("n2", "n1", "a1");
    assertThat(victims(ClipKind.DETECTION, 10 * MB)).containsExactly("n2", "n1", "a1", "a2", "d1");
  }

  @Test
  void noKind_makesRoomForALowerOne() {
    put("d1", ClipKind.DETECTION, 6 * MB, 0);
    put("a1", ClipKind.AUDIT, 3 * MB, 0);
    put("n1", ClipKind.NEAR_MISS, MB, 0);

    assertThat(shelf.roomFor(ClipKind.NEAR_MISS, 2 * MB)).isEmpty();
    assertThat(victims(ClipKind.NEAR_MISS, MB)).containsExactly("n1");
    assertThat(victims(ClipKind.AUDIT, 4 * MB)).containsExactly("n1", "a1");
    assertThat(shelf.roomFor(ClipKind.AUDIT, 4 * MB + 1)).isEmpty();
    assertThat(shelf.roomFor(ClipKind.DETECTION, 10 * MB + 1)).isEmpty();
  }

  @Test
  void fileOfTwoClips_countsOnce_andIsRoomOnlyWhenBothGo() {
    put("n1", ClipKind.NEAR_MISS, 4 * MB, 0, "same");
    put("a1", ClipKind.AUDIT, 4 * MB, 1, "same");
    put("n2", ClipKind.NEAR_MISS, 3 * MB, 2);
    assertThat(shelf.bytes()).isEqualTo(7 * MB);

    assertThat(victims(ClipKind.AUDIT, 4 * MB)).containsExactly("n1", "n2");
    shelf.remove("n1");
    assertThat(shelf.uses("same")).isTrue();
    assertThat(shelf.bytes()).isEqualTo(7 * MB);
    shelf.remove("a1");
    assertThat(shelf.uses("same")).isFalse();
    shelf.gone("same");
    assertThat(shelf.bytes()).isEqualTo(3 * MB);
  }

  @Test
  void fileOfAReplacedClip_counts_untilItIsGone() {
    put("d1", ClipKind.DETECTION, 4 * MB, 0, "first");
    put("d1", ClipKind.DETECTION, 5 * MB, 1, "second");
    assertThat(shelf.bytes()).isEqualTo(9 * MB);
    assertThat(shelf.fits(2 * MB)).isFalse();
    assertThat(shelf.leaving()).containsExactly("first");

    shelf.gone("first");
    assertThat(shelf.bytes()).isEqualTo(5 * MB);
    assertThat(shelf.fits(2 * MB)).isTrue();
    assertThat(shelf.leaving()).isEmpty();
    // A file that stayed is no other's to take off.
    shelf.gone("second");
    assertThat(shelf.bytes()).isEqualTo(5 * MB);
  }

  @Test
  void fileThatIsWantedAgain_beforeItWent_countsOnce_andStays() {
    put("d1", ClipKind.DETECTION, 4 * MB, 0, "same");
    shelf.remove("d1");
    assertThat(shelf.added("same", 4 * MB)).isZero();
    put("d2", ClipKind.DETECTION, 4 * MB, 1, "same");

    assertThat(shelf.leaving()).isEmpty();
    assertThat(shelf.bytes()).isEqualTo(4 * MB);
    assertThat(shelf.added("other", 4 * MB)).isEqualTo(4 * MB);
  }

  @Test
  void clipsOfAFile_areFound() {
    put("d1", ClipKind.DETECTION, MB, 1, "same");
    put("n1", ClipKind.NEAR_MISS, MB, 0, "same");
    put("d2", ClipKind.DETECTION, MB, 0, "other");

    assertThat(shelf.in(Set.of("same")))
        .extracting(ClipCut::getLabelId)
        .containsExactly("n1", "d1");
  }

  @Test
  void clipThatHasGrown_isNotTheOneThatIsKept() {
    shelf.put(cut("d1", ClipKind.DETECTION, MB, 0, "f1"));
    assertThat(shelf.holds(request("d1", 10, 20))).isTrue();
    assertThat(shelf.holds(request("d1", 10, 30))).isFalse();
    assertThat(shelf.holds(request("d2", 10, 20))).isFalse();

    Optional<ClipCut> earlier = shelf.put(cut("d1", ClipKind.DETECTION, 2 * MB, 1, "f2"));
    assertThat(earlier.map(ClipCut::getSha256)).hasValue("f1");
    shelf.gone("f1");
    assertThat(shelf.bytes()).isEqualTo(2 * MB);
    assertThat(shelf.files()).containsExactly("f2");
  }

  @Test
  void everyKind_hasItsOwnAge() {
    put("d1", ClipKind.DETECTION, 1, 0);
    put("a1", ClipKind.AUDIT, 1, 0);
    put("n1", ClipKind.NEAR_MISS, 1, 0);
    put("n2", ClipKind.NEAR_MISS, 1, 60);

    assertThat(expired(Duration.ofHours(1).minusMillis(1))).isEmpty();
    assertThat(expired(Duration.ofHours(1))).containsExactly("n1");
    assertThat(expired(Duration.ofHours(2))).containsExactly("n1", "n2", "a1");
    assertThat(expired(Duration.ofHours(3))).containsExactly("n1", "n2", "a1", "d1");
  }

  /** Whatever comes, what is kept never exceeds the quota, and is what adding up says. */
  @Test
  void randomClips_neverExceedTheQuota() {
    CounterRandom random = CounterRandom.of(11);
    ClipKind[] kinds = {ClipKind.DETECTION, ClipKind.AUDIT, ClipKind.NEAR_MISS};
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      ClipKind kind = kinds[random.nextInt(3)];
      long bytes = 1 + random.nextInt((int) (3 * MB));
      Optional<List<ClipCut>> victims = shelf.roomFor(kind, bytes);
      if (victims.isEmpty()) {
        refused++;
        continue;
      }
      victims.get().forEach(victim -> shelf.remove(victim.getLabelId()));
      shelf.leaving().forEach(shelf::gone);
      put("c" + random.nextInt(50), kind, bytes, i);
      assertThat(shelf.bytes()).isLessThanOrEqualTo(10 * MB);
      shelf.leaving().forEach(shelf::gone);
    }
    assertThat(refused).isPositive().isLessThan(2_000);
    assertThat(shelf.count(ClipKind.DETECTION)).isPositive();
  }

  private List<String> victims(ClipKind kind, long bytes) {
    return shelf.roomFor(kind, bytes).orElseThrow().stream().map(ClipCut::getLabelId).toList();
  }

  private List<String> expired(Duration later) {
    return shelf.expired(T0.plus(later)).stream().map(ClipCut::getLabelId).toList();
  }

  private void put(String id, ClipKind kind, long bytes, int minute) {
    put(id, kind, bytes, minute, "file-of-" + id + "-" + bytes);
  }

  private void put(String id, ClipKind kind, long bytes, int minute, String file) {
    shelf.put(cut(id, kind, bytes, minute, file));
  }

  private static ClipCut cut(String id, ClipKind kind, long bytes, int minute, String file) {
    return ClipCut.newBuilder()
        .setLabelId(id)
        .setSourceId("porch")
        .setSessionId("s")
        .setFirstSampleIndex(0)
        .setEndSampleIndex(40)
        .setSampleRateHz(8_000)
        .setStartTimeMicros(0)
        .setLabel("bell")
        .setGroup("porch/1970-01-01")
        .setSha256(file)
        .setLabelledAtMicros(0)
        .setKind(kind)
        .setSubjectFirstSampleIndex(10L)
        .setSubjectEndSampleIndex(20L)
        .setFileBytes(bytes)
        .setKeptAtMicros(ClipShelf.micros(T0.plusSeconds(60L * minute)))
        .build();
  }

  private static ClipRequest request(String id, long first, long end) {
    return ClipRequest.newBuilder()
        .setClipId(id)
        .setKind(ClipKind.DETECTION)
        .setSubjectId("w")
        .setSourceId("porch")
        .setSessionId("s")
        .setFirstSampleIndex(first)
        .setEndSampleIndex(end)
        .setSampleRateHz(8_000)
        .setStartTimeMicros(0)
        .setLabel("bell")
        .setScore(0.9f)
        .setThreshold(0.5f)
        .setModelDigest("m")
        .setModelVersion(1)
        .setAliasGeneration(1)
        .build();
  }

  private static KeepRule rule(long quotaBytes) {
    return new KeepRule(
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        quotaBytes,
        Duration.ofHours(3),
        Duration.ofHours(2),
        Duration.ofHours(1));
  }
}
