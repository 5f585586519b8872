package dev.argand.network.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.Genotype;
import org.junit.jupiter.api.Test;

class CellTextTest {
  @Test
  void draw_genotype_showsBothCellsSideBySide() {
    assertThat(CellText.draw(TinyBundle.GENOTYPE))
        .isEqualTo(
            """
            Normal cell                         Reduction cell (inputs at stride 2)
              c[k-2] ──sep3──┐                    c[k-2] ──avg3──┐
              c[k-1] ──skip──┴─▶ 0                c[k-1] ──sep5──┴─▶ 0
              c[k-1] ──dil5──┐                    c[k-2] ──dil3──┐
              0      ──max3──┴─▶ 1                0      ──skip──┴─▶ 1
              0, 1   ──concat──▶ output           0, 1   ──concat──▶ output
            """);
  }

  @Test
  void draw_nodesOfOneAndThreeInputs_joinsThem() {
    Genotype genotype =
        Genotype.parse(
            "SS1 normal[sep3<0 skip<1 avg3<0 | max3<2 | sep5<3] reduction[skip<0 | skip<1 | skip<2]");
    assertThat(CellText.draw(genotype))
        .isEqualTo(
            """
            Normal cell                         Reduction cell (inputs at stride 2)
              c[k-2] ──sep3──┐                    c[k-2] ──skip────▶ 0
              c[k-1] ──skip──┤                    c[k-1] ──skip────▶ 1
              c[k-2] ──avg3──┴─▶ 0                0      ──skip────▶ 2
              0      ──max3────▶ 1                0 .. 2 ──concat──▶ output
              1      ──sep5────▶ 2
              0 .. 2 ──concat──▶ output
            """);
  }

  @Test
  void draw_manyNodes_staysWithin80Columns() {
    String cell = "sep3<0 skip<1" + " | dil5<0 max3<1".repeat(15);
    String text = CellText.draw(Genotype.parse("SS1 normal[" + cell + "] reduction[" + cell + "]"));
    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
    assertThat(text).contains("0 .. 15", "─▶ 15");
  }
}
