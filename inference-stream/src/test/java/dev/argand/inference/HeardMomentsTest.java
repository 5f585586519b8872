package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Looks at a partition every second, as {@link BacklogWatch} does. */
class HeardMomentsTest {
  private static final int PARTITION = 3;
  private static final long SECOND = 1_000;

  /** A frame of one of thirty sources comes every 3 ms. */
  private static final long EVERY_MILLIS = 3;

  /** What is committed is asked for so long after the end. */
  private static final long ASKING_MILLIS = 5;

  private final HeardMoments moments = new HeardMoments();

  @Test
  void busyPartition_isHeardUpToTheLookBefore_thoughItsEndIsNeverReached() {
    for (long now = 0; now <= 60 * SECOND; now += SECOND) {
      long committed = committed(now + ASKING_MILLIS, Long.MAX_VALUE);
      assertThat(committed).as("the end is not reached").isLessThan(end(now));

      moments.look(PARTITION, now, end(now), committed);

      assertThat(moments.heardUpToMillis(PARTITION))
          .isEqualTo(now == 0 ? Backlog.NEVER : now - SECOND);
    }
  }

  @Test
  void moment_isNoLaterThanWhatIsHeard_howeverFarTheConsumerIsBehind() {
    for (long behind : new long[] {300, 2_500, 17_000}) {
      HeardMoments late = new HeardMoments();
      long told = Backlog.NEVER;
      for (long now = 0; now <= 120 * SECOND; now += SECOND) {
        long committed = committed(now + ASKING_MILLIS - behind, Long.MAX_VALUE);
        late.look(PARTITION, now, end(now), committed);
        told = late.heardUpToMillis(PARTITION);
        if (told != Backlog.NEVER) {
          assertThat(end(told))
              .as("arrived by %d, told at %d", told, now)
              .isLessThanOrEqualTo(committed);
        }
      }
      // A mark waits for what lies before it, and so may the one before.
      assertThat(told).isGreaterThanOrEqualTo(120 * SECOND - 2 * (behind + 2 * SECOND));
    }
  }

  @Test
  void stuckConsumer_isHeardUpToWhereItStuck_andNeverFurther() {
    long stuck = 20 * SECOND;
    for (long now = 0; now <= 3_600 * SECOND; now += SECOND) {
      moments.look(PARTITION, now, end(now), committed(now + ASKING_MILLIS, stuck));
    }

    assertThat(moments.heardUpToMillis(PARTITION)).isEqualTo(stuck - SECOND);
  }

  @Test
  void consumer_thatNeverCommitted_isNeverHeard() {
    for (long now = 0; now <= 3_600 * SECOND; now += SECOND) {
      moments.look(PARTITION, now, end(now), null);
    }

    assertThat(moments.heardUpToMillis(PARTITION)).isEqualTo(Backlog.NEVER);
  }

  @Test
  void partition_thatIsHeardToItsEnd_isHeardUpToNow() {
    moments.look(PARTITION, 10 * SECOND, 7, 7L);

    assertThat(moments.heardUpToMillis(PARTITION)).isEqualTo(10 * SECOND);
    assertThat(moments.heardUpToMillis(PARTITION + 1)).isEqualTo(Backlog.NEVER);
  }

  @Test
  void topic_thatIsMadeAnew_isMarkedAnew() {
    moments.look(PARTITION, 0, 1_000, 900L);

    moments.look(PARTITION, SECOND, 20, 10L);
    moments.look(PARTITION, 2 * SECOND, 40, 30L);

    assertThat(moments.heardUpToMillis(PARTITION)).isEqualTo(SECOND);
  }

  /** How many records had come before or at a moment. */
  private static long end(long millis) {
    return 1 + millis / EVERY_MILLIS;
  }

  /** Each is heard 20 ms after it has come, and every 100 ms what was heard is committed. */
  private static long committed(long millis, long stuckAtMillis) {
    long commit = Math.min(millis, stuckAtMillis) / 100 * 100;
    return commit < 20 ? 0 : end(commit - 20);
  }
}
