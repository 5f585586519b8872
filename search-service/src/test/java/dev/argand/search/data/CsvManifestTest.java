package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvManifestTest {
  @TempDir Path root;

  @BeforeEach
  void write() throws IOException {
    for (int i = 0; i < 6; i++) {
      TestAudioFiles.write(root.resolve("wav/%d.wav".formatted(i)));
    }
  }

  @Test
  void unclosedQuote_isOneLineWithTableAndRow() throws Exception {
    Path table = root.resolve("t.csv");
    java.nio.file.Files.writeString(table, "path,label\nwav/0.wav,a\n\"wav/1.wav,b\n");
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> CsvManifest.read(table, root, warning -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("t.csv, row 3: a row of the table was expected");
  }

  @Test
  void allColumns_inAnyOrderAndCase_withSpreadsheetsMark() throws Exception {
    DataSet data =
        open(
            "\uFEFFSplit;x,Label,PATH,group,split",
            ",\"big, old dog\",wav/0.wav,ann,train",
            ",\"big, old dog\",wav/1.wav,bob,Validation",
            ",\"big, old dog\",wav/2.wav,cy,test",
            ",собака,wav/3.wav,ann,train",
            ",собака,wav/4.wav,bob,dev",
            ",собака,wav/5.wav,cy,TEST");
    assertThat(data.labels()).containsExactly("background", "big, old dog", "собака");
    Splits splits = Splits.of(data);
    assertThat(splits.of("ann")).isEqualTo(Split.TRAIN);
    assertThat(splits.of("bob")).isEqualTo(Split.VALIDATION);
    assertThat(splits.of("cy")).isEqualTo(Split.TEST);
  }

  @Test
  void columnsOfMarks_nameTheSplit() throws Exception {
    DataSet data =
        open(
            "path,label,train,validation,test",
            "wav/0.wav,a,1,0,0",
            "wav/1.wav,a,0,1,0",
            "wav/2.wav,a,0,0,1",
            "wav/3.wav,b,x,,",
            "wav/4.wav,b,,x,",
            "wav/5.wav,b,,,x");
    Splits splits = Splits.of(data);
    assertThat(splits.of("wav/1.wav")).isEqualTo(Split.VALIDATION);
    assertThat(splits.of("wav/5.wav")).isEqualTo(Split.TEST);
  }

  @Test
  void withoutSplits_groupsAreDividedByHash_inAnyOrderOfRows() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rows.add("wav/%d.wav,%s".formatted(i, i % 2 == 0 ? "even" : "odd"));
    }
    DataSet sorted = openRows("path,label", rows);
    Collections.reverse(rows);
    DataSet reversed = openRows("path,label", rows);
    assertThat(reversed.clips().stream().map(LabeledClip::name))
        .isEqualTo(sorted.clips().stream().map(LabeledClip::name).toList());
    assertThat(Splits.of(reversed).assignment()).isEqualTo(Splits.of(sorted).assignment());
  }

  @Test
  void manifestInADirectory_isRead() throws Exception {
    writeTable("path,label,group", rows());
    assertThat(DataSets.open(root.toString()).labels()).containsExactly("a", "b", "background");
  }

  @Test
  void tabs_divideColumnsOfTsv() throws Exception {
    List<String> lines = new ArrayList<>(List.of("path\tlabel"));
    for (int i = 0; i < 6; i++) {
      lines.add("wav/%d.wav\t%s".formatted(i, i % 2 == 0 ? "a, b" : "c"));
    }
    Path table = Files.write(root.resolve("list.tsv"), lines);
    assertThat(DataSets.open(table.toString()).labels()).containsExactly("a, b", "background", "c");
  }

  @Test
  void fileThatIsGone_isLeftOutWithAWarning() throws Exception {
    List<String> rows = new ArrayList<>(rows());
    rows.add("wav/gone.wav,a,zoe");
    assertThat(openRows("path,label,group", rows).warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .startsWith("left out ")
                    .contains("wav/gone.wav: there is no such file")
                    .doesNotContain("Exception"));
  }

  @Test
  void otherWordsForASplit_areReadWithAWarning() throws Exception {
    DataSet data =
        open(
            "path,label,group,split",
            "wav/0.wav,a,ann,Training",
            "wav/1.wav,a,bob,validation",
            "wav/2.wav,a,cy,TEST",
            "wav/3.wav,b,ann,training",
            "wav/4.wav,b,bob,dev",
            "wav/5.wav,b,cy,test");
    assertThat(Splits.of(data).of("ann")).isEqualTo(Split.TRAIN);
    assertThat(data.warnings().stream().filter(warning -> warning.contains("is read as")))
        .hasSize(3)
        .anySatisfy(warning -> assertThat(warning).endsWith("split \"Training\" is read as train"))
        .anySatisfy(warning -> assertThat(warning).endsWith("split \"dev\" is read as validation"));
  }

  @Test
  void emptyRowsAndCells_changeNothing_butCount() throws Exception {
    List<String> rows = new ArrayList<>(rows());
    rows.add(2, "");
    rows.add(3, " , ,, ");
    assertThat(openRows("path,label,group,,", rows).labels())
        .containsExactly("a", "b", "background");
    assertRefused(
        "row 5: wav/0.wav is listed twice", "path,label", "wav/0.wav,a", "", ",", "wav/0.wav,b");
  }

  @Test
  void mistakesOfTheHeader_areThoseOfRow1() throws Exception {
    assertRefused(
        "row 1: a column path or file or filename was expected, columns are [file name, label]",
        "file name,label",
        "wav/0.wav,a");
    assertRefused("row 1: a column label or category was expected", "path,lable", "wav/0.wav,a");
    assertRefused("row 1: column label is named twice", "path,label,Label", "wav/0.wav,a,b");
    assertRefused("row 1: a column path", "wav/0.wav,a", "wav/1.wav,b");
  }

  @Test
  void moreCellsThanColumns_areRefused() throws Exception {
    assertRefused(
        "row 2: 2 cells were expected, as many as columns, there are 3",
        "path,label",
        "wav/0.wav,big, old dog");
  }

  /** The same name composed and decomposed, as two spreadsheets write it. */
  @Test
  void groups_areOneHoweverTheirAccentsAreTyped() throws Exception {
    DataSet data =
        open(
            "path,label,group",
            "wav/0.wav,a,Jos\u00E9",
            "wav/1.wav,a,bob",
            "wav/2.wav,a,cy",
            "wav/3.wav,b,Jose\u0301",
            "wav/4.wav,b, bob ",
            "wav/5.wav,b,cy");
    assertThat(Splits.of(data).assignment().keySet())
        .containsAll(List.of("Jos\u00E9", "bob", "cy"));
    assertThat(data.clips().stream().map(LabeledClip::group)).doesNotContain("Jose\u0301", " bob ");
  }

  @Test
  void fileByTwoPaths_isListedTwice() throws Exception {
    for (String same : List.of("wav/./0.wav", "wav//0.wav", "wav/../wav/0.wav")) {
      assertRefused(
          "row 3: %s is listed twice".formatted(same), "path,label", "wav/0.wav,a", same + ",b");
    }
  }

  @Test
  void labelWithALineBreak_isRefusedWithItsRow() throws Exception {
    assertRefused(
        "row 2: a label must have no line break, tab or other control character, was \"dog?bark\"",
        "path,label",
        "wav/0.wav,\"dog\nbark\"");
  }

  @Test
  void mistakes_areNamedWithTheirRow() throws Exception {
    assertRefused(
        "row 3: a value in column label was expected", "path,label", "wav/0.wav,a", "wav/1.wav,");
    assertRefused(
        "row 2: split must be train, validation or test, was \"holdout\"",
        "path,label,split",
        "wav/0.wav,a,holdout");
    assertRefused("row 3: wav/0.wav is listed twice", "path,label", "wav/0.wav,a", "wav/0.wav,b");
    assertRefused("has no rows", "path,label");
    assertRefused(
        "group \"ann\"", "path,label,group,split", "wav/0.wav,a,ann,train", "wav/1.wav,a,ann,test");
  }

  private static List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rows.add("wav/%d.wav,%s,%s".formatted(i, i % 2 == 0 ? "a" : "b", i / 2));
    }
    return rows;
  }

  private void assertRefused(String message, String... lines) {
    assertThatThrownBy(() -> open(lines))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private DataSet openRows(String header, List<String> rows) throws Exception {
    return DataSets.open(writeTable(header, rows).toString());
  }

  private DataSet open(String... lines) throws Exception {
    return openRows(lines[0], List.of(lines).subList(1, lines.length));
  }

  private Path writeTable(String header, List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of(header));
    lines.addAll(rows);
    return Files.write(root.resolve("manifest.csv"), lines);
  }
}
