package dev.argand.network.bundle;

import dev.argand.network.Genotype;
import java.util.Locale;

/**
 * A drawing of a genotype's two cells: nodes in a row from left to right, an arc above the row for
 * every operation, a dashed arc below for every node that the output concatenates.
 *
 * <p>A self-contained SVG 1.1 file for light and dark surroundings: it paints its own ground, and
 * follows the reader's colour scheme where the viewer tells it. Equal genotypes give equal text.
 */
public final class ArchitectureSvg {
  private static final int MARGIN = 24;
  private static final int TITLE_HEIGHT = 44;

  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328; }
        .title { font-size: 16px; font-weight: 600; }
        .note { font-size: 12px; fill: #59636e; }
        .label { font-size: 12px; text-anchor: middle; }
        .name { text-anchor: middle; }
        .ground { fill: #ffffff; }
        .node { fill: #f3f5f8; stroke: #59636e; stroke-width: 1.25; }
        .inner { fill: #e3edfb; stroke: #2a6fdb; }
        .pill { fill: #ffffff; stroke-width: 1; }
        .arc { fill: none; stroke-width: 1.75; }
        .concat { stroke: #8b949e; stroke-dasharray: 4 3; stroke-width: 1.25; }
        .sep { stroke: #2a6fdb; } .head.sep { fill: #2a6fdb; }
        .dil { stroke: #8250df; } .head.dil { fill: #8250df; }
        .polynomial { stroke: #cf222e; } .head.polynomial { fill: #cf222e; }
        .pool { stroke: #1a7f5a; } .head.pool { fill: #1a7f5a; }
        .skip { stroke: #9a6700; } .head.skip { fill: #9a6700; }
        .head { stroke: none; } .head.concat { fill: #8b949e; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .note { fill: #9da7b3; }
          .ground, .pill { fill: #0d1117; }
          .node { fill: #1c222b; stroke: #9da7b3; }
          .inner { fill: #10243f; stroke: #58a6ff; }
          .sep { stroke: #58a6ff; } .head.sep { fill: #58a6ff; }
          .dil { stroke: #bc8cff; } .head.dil { fill: #bc8cff; }
          .polynomial { stroke: #ff7b72; } .head.polynomial { fill: #ff7b72; }
          .pool { stroke: #3fb98a; } .head.pool { fill: #3fb98a; }
          .skip { stroke: #d29922; } .head.skip { fill: #d29922; }
        }
      </style>
      """;

  private ArchitectureSvg() {}

  /** The SVG file's text. */
  public static String draw(Genotype genotype) {
    CellDrawing normal = new CellDrawing(genotype.normal());
    CellDrawing reduction = new CellDrawing(genotype.reduction());
    int width = 2 * MARGIN + normal.width();
    int normalTop = MARGIN + TITLE_HEIGHT;
    int reductionTitle = normalTop + normal.height() + MARGIN;
    int reductionTop = reductionTitle + TITLE_HEIGHT;
    int height = reductionTop + reduction.height() + MARGIN;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\""
                + " viewBox=\"0 0 %1$d %2$d\" role=\"img\">%n<title>Normal and reduction"
                + " cell</title>%n<desc>%3$s</desc>%n",
            width,
            height,
            escaped(genotype.toString())));
    svg.append(STYLE);
    svg.append(
        "<rect class=\"ground\" width=\"%d\" height=\"%d\" rx=\"8\"/>%n".formatted(width, height));
    title(svg, MARGIN, "Normal cell", "stride 1; dashed: concatenated");
    normal.draw(svg, MARGIN, normalTop);
    title(
        svg, reductionTitle, "Reduction cell", "stride 2 on the two inputs; dashed: concatenated");
    reduction.draw(svg, MARGIN, reductionTop);
    return svg.append("</svg>\n").toString().replace("\r\n", "\n");
  }

  private static void title(StringBuilder svg, int top, String title, String note) {
    svg.append(
        "<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(MARGIN, top + 14, title));
    svg.append(
        "<text class=\"note\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(MARGIN, top + 33, note));
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
