package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class TopicTest {
  @Test
  void topicName_putsThePrefixFirst() {
    assertThat(Topic.AUDIO_FRAMES.topicName("")).isEqualTo("audio.frames");
    assertThat(Topic.MODEL_ALIASES.topicName("test.")).isEqualTo("test.model.aliases");
  }

  @Test
  void partitions_areEqualForWhatIsJoined() {
    assertThat(Topic.RECOGNITIONS.partitions()).isEqualTo(Topic.AUDIO_FRAMES.partitions());
    assertThat(Topic.DETECTIONS.partitions()).isEqualTo(Topic.AUDIO_FRAMES.partitions());
    assertThat(Topic.RECOGNITIONS_SHED.partitions()).isEqualTo(Topic.RECOGNITIONS.partitions());
    assertThat(Topic.CLIPS_WANTED.partitions()).isEqualTo(Topic.AUDIO_FRAMES.partitions());
    assertThat(Topic.LABELS.partitions()).isEqualTo(Topic.RECOGNITIONS.partitions());
    assertThat(Topic.EVALUATIONS.partitions()).isEqualTo(Topic.RECOGNITIONS.partitions());
  }

  @Test
  void aliasLog_isOneOrderKeptForEver() {
    assertThat(Topic.MODEL_ALIASES.partitions()).isEqualTo(1);
    assertThat(Topic.MODEL_ALIASES.configs())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "-1")
        .containsEntry("retention.bytes", "-1");
  }

  @Test
  void detections_areCompactedAndDoNotGrowForEver() {
    assertThat(Topic.DETECTIONS.configs())
        .containsEntry("cleanup.policy", "compact,delete")
        .containsEntry("retention.ms", "2592000000");
  }

  @Test
  void quarantine_takesWhatTheFramesTopicTakes() {
    assertThat(maxMessageBytes(Topic.AUDIO_QUARANTINE))
        .isGreaterThan(maxMessageBytes(Topic.AUDIO_FRAMES));
  }

  @Test
  void configsCappedAt_sharesTheCapAmongPartitions() {
    assertThat(Topic.AUDIO_FRAMES.configsCappedAt(2_000_000_000L))
        .containsEntry("retention.bytes", "500000000")
        .containsEntry("segment.bytes", "62500000")
        .containsEntry("retention.ms", "86400000")
        .containsEntry(Topic.TIMESTAMP_TYPE, "LogAppendTime");
  }

  /** A frame's wait is counted from its timestamp; what is computed carries that of its input. */
  @Test
  void timestamps_areTheBrokersWhereFramesWait_andTheWritersElsewhere() {
    for (Topic topic : Topic.values()) {
      assertThat(topic.configs().get(Topic.TIMESTAMP_TYPE))
          .as(topic.name())
          .isEqualTo(topic == Topic.AUDIO_FRAMES ? "LogAppendTime" : null);
    }
  }

  @Test
  void configsCappedAt_onATopicThatMayLoseNothing_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Topic.MODEL_ALIASES.configsCappedAt(1L << 30))
        .withMessageContaining("model.aliases");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Topic.MODELS.configsCappedAt(1L << 30))
        .withMessageContaining("models");
  }

  @Test
  void configsCappedAt_tooSmall_isRefusedWithTheFigure() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Topic.AUDIO_FRAMES.configsCappedAt(1000))
        .withMessageContaining("16777216")
        .withMessageContaining("1000");
  }

  private static int maxMessageBytes(Topic topic) {
    return Integer.parseInt(topic.configs().getOrDefault("max.message.bytes", "0"));
  }
}
