package dev.argand.search.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyTest {
  @TempDir Path folder;

  @Test
  void read_noFile_isTheDefaults() throws Exception {
    Policy policy = Policy.read(null);
    assertThat(policy).isEqualTo(Policy.defaults());
    assertThat(policy.labelsNew()).isEqualTo(200);
    assertThat(policy.cooldown()).isEqualTo(Duration.ofMinutes(10));
    assertThat(policy.heeds("anything")).isTrue();
  }

  @Test
  void read_file_overridesWhatItNames() throws Exception {
    Policy policy =
        Policy.read(file("labels.new=40\nsettle=2s\nseed=9\nwebhook.alerts=Deaf, AccuracyLow\n"));
    assertThat(policy.labelsNew()).isEqualTo(40);
    assertThat(policy.settle()).isEqualTo(Duration.ofSeconds(2));
    assertThat(policy.seed()).isEqualTo(9);
    assertThat(policy.heeds("Deaf")).isTrue();
    assertThat(policy.heeds("DiskFull")).isFalse();
    assertThat(policy.profile()).isEqualTo("cpu");
  }

  @Test
  void read_wrongFiles_areRefusedInOneLine() throws IOException {
    refused("label.new=3", "label.new", "labels.new");
    refused("labels.new=none", "labels.new", "whole number");
    refused("accuracy.bound=2", "accuracy.bound", "2");
    refused("settle=2m\nsettle.most=1m", "settle", "settle.most");
    refused("webhook.alerts=a,,b", "webhook.alerts", "commas");
    assertThatThrownBy(() -> Policy.read(folder.resolve("none")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("none");
  }

  @Test
  void documentation_namesEverySettingWithItsDefault() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "policy.md"));
    for (Setting<?> setting : Policy.ALL) {
      assertThat(page)
          .as(setting.name())
          .contains("| `%s` | %s |".formatted(setting.name(), shown(setting)));
    }
  }

  private static String shown(Setting<?> setting) {
    String text = setting.defaultText().orElse("");
    return setting == Policy.WEBHOOK_ALERTS ? "any" : text;
  }

  private void refused(String text, String... words) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> Policy.read(file))
        .isInstanceOf(SettingException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("\n");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("policy.properties"), text);
  }
}
