package dev.argand.network.bundle;

import dev.argand.network.Architecture;
import dev.argand.network.Genotype;
import dev.argand.network.Genotype.Cell;
import dev.argand.network.Genotype.Input;
import java.util.ArrayList;
import java.util.List;

/**
 * A genotype's two cells side by side for a terminal of 80 columns, in box-drawing characters: a
 * line for each operation, joined into the node that sums them.
 *
 * <pre>
 * Normal cell                         Reduction cell
 *   c[k-2] ──sep3──┐                    c[k-2] ──avg3──┐
 *   c[k-1] ──skip──┴─▶ 0                c[k-1] ──sep5──┴─▶ 0
 * </pre>
 */
public final class CellText {
  private static final int COLUMN = 36;

  private CellText() {}

  /** The same of what may have no cells: a network of the literature is its name. */
  public static String draw(Architecture architecture) {
    return architecture instanceof Genotype genotype ? draw(genotype) : architecture + "\n";
  }

  /** Lines of at most 80 columns, each ended by a line feed. */
  public static String draw(Genotype genotype) {
    List<String> normal = lines("Normal cell", genotype.normal());
    List<String> reduction = lines("Reduction cell (inputs at stride 2)", genotype.reduction());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.max(normal.size(), reduction.size()); i++) {
      String left = i < normal.size() ? normal.get(i) : "";
      String right = i < reduction.size() ? reduction.get(i) : "";
      String row = left + " ".repeat(COLUMN - left.length()) + right;
      text.append(row.stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static List<String> lines(String title, Cell cell) {
    List<String> lines = new ArrayList<>(List.of(title));
    int width =
        cell.nodes().stream()
            .flatMap(node -> node.inputs().stream())
            .mapToInt(input -> input.operation().code().length())
            .max()
            .orElse(0);
    for (int node = 0; node < cell.nodes().size(); node++) {
      List<Input> inputs = cell.nodes().get(node).inputs();
      for (int i = 0; i < inputs.size(); i++) {
        lines.add("  " + edge(inputs.get(i), width) + joint(i, inputs.size(), node));
      }
    }
    int last = cell.nodes().size() - 1;
    String joined = last == 0 ? "0" : last == 1 ? "0, 1" : "0 .. " + last;
    lines.add("  " + pad(joined, 6) + " ──concat──▶ output");
    return lines;
  }

  private static String edge(Input input, int width) {
    return pad(name(input.from()), 6) + " ──" + pad(input.operation().code(), width, '─') + "──";
  }

  private static String joint(int input, int inputs, int node) {
    if (input < inputs - 1) {
      return input == 0 ? "┐" : "┤";
    }
    return (inputs == 1 ? "─" : "┴") + "─▶ " + node;
  }

  private static String name(int node) {
    return node < 2 ? "c[k-" + (2 - node) + "]" : String.valueOf(node - 2);
  }

  private static String pad(String text, int length) {
    return pad(text, length, ' ');
  }

  private static String pad(String text, int length, char with) {
    return text + String.valueOf(with).repeat(Math.max(0, length - text.length()));
  }
}
