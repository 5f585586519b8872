package dev.argand.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TextTableTest {
  @Test
  void lines_narrowTable_isAlignedAsItIs() {
    TextTable table = new TextTable(List.of("name", "n"));
    table.add(List.of("a b", "10"));

    assertThat(table.lines()).containsExactly("  name   n", "  a b   10");
  }

  @Test
  void lines_wideTable_wrapsItsWidestColumnsAndLosesNothing() {
    String words =
        IntStream.range(0, 40).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    TextTable table = new TextTable(List.of("name", "n", "why"));
    table.add(List.of("short", "1", words));
    table.add(List.of("x".repeat(190), "2", "because"));

    List<String> lines = table.lines();

    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    String all = String.join("", lines).replaceAll("[^x]", "");
    assertThat(all).hasSize(190);
    assertThat(String.join(" ", lines).split("\\s+")).contains(words.split(" "));
  }

  @Test
  void lines_wideTable_breaksNoWord_whileSpacesAreEnough() {
    TextTable table = new TextTable(List.of("name", "at", "why"));
    String name = "n".repeat(40);
    table.add(
        List.of(name, TextTable.time(Instant.parse("2026-11-25T10:00:03.5Z")), "a b ".repeat(12)));

    List<String> lines = table.lines();

    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(lines.get(1)).contains(name, "2026-11-25");
    assertThat(String.join(" ", lines)).contains("10:00:03");
  }

  @Test
  void lines_moreColumnsThanFit_areNotCutOff() {
    List<String> cells = IntStream.range(0, 30).mapToObj(i -> "column" + i).toList();

    assertThat(new TextTable(cells).lines())
        .singleElement()
        .satisfies(
            line ->
                assertThat(line.strip().split("\\s+"))
                    .containsExactly(cells.toArray(String[]::new)));
  }

  @Test
  void paragraph_longText_goesOnBelow() {
    StringWriter out = new StringWriter();
    String labels =
        IntStream.range(0, 40).mapToObj(i -> "label" + i).collect(Collectors.joining(", "));

    new Terminal(new PrintWriter(out), false).paragraph("40 labels: " + labels);

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSizeGreaterThan(1);
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(lines.get(0)).startsWith("  40 labels: label0, ");
    assertThat(lines.get(1)).startsWith("    label");
    assertThat(lines.stream().map(String::strip).collect(Collectors.joining(" "))).endsWith(labels);
  }

  @Test
  void paragraphLines_wordLongerThanALine_isBroken() {
    assertThat(Paragraph.lines("a bcdefgh i", 4)).containsExactly("a", "bcde", "fgh", "i");
    assertThat(Paragraph.lines("", 4)).containsExactly("");
  }
}
