package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.store.StoreLocation;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.signal.ChannelSelection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class InferenceConfigTest {
  @Test
  void defaults_areExactlyOnceWithShortCommits() throws SettingException {
    InferenceConfig config = read(Map.of());

    assertThat(config)
        .isEqualTo(
            new InferenceConfig(
                "localhost:9092",
                "",
                StoreLocation.of(Path.of("bundles")),
                "argand-inference",
                Path.of("inference-state"),
                null,
                1,
                0,
                Duration.ofMillis(100),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                ChannelSelection.MIX,
                DetectionRule.USUAL,
                HearingRule.USUAL,
                Guarantee.EXACTLY_ONCE,
                ModelRule.USUAL));
    Properties streams = StreamsSettings.of(config);
    assertThat(streams)
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("commit.interval.ms", 100L)
        .containsEntry("producer.transaction.timeout.ms", 10_000)
        .containsEntry("main.consumer.session.timeout.ms", 10_000)
        .containsEntry("num.standby.replicas", 0)
        .doesNotContainKey("main.consumer.group.instance.id");
  }

  @Test
  void everySetting_isRead() throws SettingException {
    Map<String, String> given =
        Map.of(
            "topic.prefix", "site.",
            "bundle.store", "/models",
            "inference.application.id", "ears",
            "inference.state.dir", "/state",
            "inference.instance.id", "cellar",
            "inference.threads", "3",
            "inference.commit.interval", "50ms",
            "inference.session.timeout", "6s",
            "inference.transaction.timeout", "4s",
            "inference.channels", "left");
    InferenceConfig config = read(given);

    assertThat(config)
        .isEqualTo(
            new InferenceConfig(
                "localhost:9092",
                "site.",
                Path.of("/models"),
                "ears",
                Path.of("/state"),
                "cellar",
                3,
                Duration.ofMillis(50),
                Duration.ofSeconds(6),
                Duration.ofSeconds(4),
                ChannelSelection.LEFT));
    assertThat(StreamsSettings.of(config))
        .containsEntry("main.consumer.group.instance.id", "cellar")
        .containsEntry("main.consumer.heartbeat.interval.ms", 1_500)
        .containsEntry("num.stream.threads", 3);
  }

  @Test
  void standbys_areStreams() throws SettingException {
    InferenceConfig config = read(Map.of("inference.standby.replicas", "2"));

    assertThat(config.standbyReplicas()).isEqualTo(2);
    assertThat(StreamsSettings.of(config)).containsEntry("num.standby.replicas", 2);
  }

  @Test
  void standbys_belowNone_areRefused() {
    assertThatThrownBy(() -> read(Map.of("inference.standby.replicas", "-1")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("inference.standby.replicas")
        .hasMessageContaining("-1");
  }

  @Test
  void atLeastOnce_isAsked_andSendsSoon() throws SettingException {
    InferenceConfig config = read(Map.of("inference.guarantee", "at-least-once"));

    assertThat(config.guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
    assertThat(config.hearing()).isEqualTo(HearingRule.USUAL.reordering(ReorderRule.NONE));
    assertThat(StreamsSettings.of(config))
        .containsEntry("processing.guarantee", "at_least_once")
        .containsEntry("producer.linger.ms", 5)
        .containsEntry("producer.enable.idempotence", true);
  }

  @Test
  void atLeastOnce_withFramesThatWait_isRefused() throws SettingException {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "inference.guarantee", "at-least-once",
                        "inference.reorder.limit", "500ms")))
        .isInstanceOf(SettingException.class)
        .hasMessage("inference.reorder.limit must be 0s with at-least-once, was 500 ms");
    assertThat(
            read(Map.of("inference.guarantee", "at-least-once", "inference.reorder.limit", "0s"))
                .hearing()
                .reorder())
        .isEqualTo(ReorderRule.NONE);
  }

  @Test
  void sessionTimeout_belowTheCommitInterval_isRefused() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "inference.session.timeout", "50ms",
                        "inference.commit.interval", "100ms")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("longer than the commit interval of 100 ms, was 50 ms");
  }

  private static InferenceConfig read(Map<String, String> given) throws SettingException {
    Map<String, String> explicit = new HashMap<>(given);
    explicit.put("bootstrap.servers", "localhost:9092");
    Settings settings = Settings.of(explicit, Map.of());
    settings.refuseUnknown(InferenceConfig.settings());
    return InferenceConfig.of(settings);
  }
}
