package dev.argand.search.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTableTest {
  @Test
  void read_whatIsWritten_givesTheSame() {
    List<Answer> answers =
        List.of(
            new Answer("a/1.wav", "anna", "Türklingel", "日本"),
            new Answer("tab\there", "line\nend", "back\\slash", "\\t\r"));
    assertThat(AnswerTable.read(AnswerTable.write(answers))).isEqualTo(answers);
    assertThat(AnswerTable.read(AnswerTable.write(List.of()))).isEmpty();
  }

  @Test
  void read_whatIsDamaged_isRefusedWithItsLine() {
    byte[] cut = "clip\tgroup\tmeant\tsaid\na\tb\tc\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> AnswerTable.read(cut)).hasMessageContaining("line 2");
    assertThatThrownBy(() -> AnswerTable.read(new byte[0])).hasMessageContaining("heading");
  }
}
