package dev.argand.network;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A discretised architecture: the normal cell and the reduction cell.
 *
 * <p>Node 0 of a cell is the output of the cell before last, node 1 of the last cell, and nodes 2
 * on are its intermediate nodes; the cell's output concatenates the intermediate nodes.
 *
 * <p>Its text is one line, for example {@code SS1 normal[sep3<0 skip<1 | dil3<1 max3<2]
 * reduction[...]}: nodes are parted by bars, and {@code op<i} is an operation on node i.
 */
public record Genotype(SearchSpace space, Cell normal, Cell reduction) implements Architecture {
  private static final Pattern TEXT =
      Pattern.compile("(\\w+) normal\\[([^\\]]*)\\] reduction\\[([^\\]]*)\\]");
  private static final Pattern INPUT = Pattern.compile("(\\w+)<(\\d+)");

  public Genotype {
    if (normal.nodes().size() != reduction.nodes().size()) {
      throw new IllegalArgumentException(
          "both cells must have as many nodes, were %d and %d"
              .formatted(normal.nodes().size(), reduction.nodes().size()));
    }
  }

  /** Number of intermediate nodes of each cell. */
  public int nodes() {
    return normal.nodes().size();
  }

  /** Reads what {@link #toString} prints. */
  public static Genotype parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "genotype must read like 'SS1 normal[sep3<0 skip<1] reduction[max3<0 skip<1]', was '"
              + text
              + "'");
    }
    SearchSpace space = SearchSpace.valueOf(matcher.group(1));
    return new Genotype(
        space, Cell.parse(space, matcher.group(2)), Cell.parse(space, matcher.group(3)));
  }

  @Override
  public String toString() {
    return space + " normal[" + normal + "] reduction[" + reduction + "]";
  }

  /** One cell: the inputs of each intermediate node, in order. */
  public record Cell(List<Node> nodes) {
    public Cell {
      nodes = List.copyOf(nodes);
      if (nodes.isEmpty()) {
        throw new IllegalArgumentException("a cell must have at least one node");
      }
      for (int i = 0; i < nodes.size(); i++) {
        for (Input input : nodes.get(i).inputs()) {
          if (input.from() < 0 || input.from() >= i + 2) {
            throw new IllegalArgumentException(
                "node %d must read from a node in [0, %d], was %d"
                    .formatted(i + 2, i + 1, input.from()));
          }
        }
      }
    }

    static Cell parse(SearchSpace space, String text) {
      List<Node> nodes = new ArrayList<>();
      for (String part : text.split("\\|", -1)) {
        List<Input> inputs = new ArrayList<>();
        for (String word : part.strip().split("\\s+")) {
          Matcher matcher = INPUT.matcher(word);
          if (!matcher.matches()) {
            throw new IllegalArgumentException(
                "an input must read like 'sep3<0', was '" + word + "'");
          }
          OperationKind operation = OperationKind.ofCode(matcher.group(1));
          if (!space.operations().contains(operation)) {
            throw new IllegalArgumentException(
                "an operation of %s must be one of %s, was '%s'"
                    .formatted(
                        space,
                        String.join(
                            ", ", space.operations().stream().map(OperationKind::code).toList()),
                        operation.code()));
          }
          inputs.add(new Input(operation, Integer.parseInt(matcher.group(2))));
        }
        nodes.add(new Node(inputs));
      }
      return new Cell(nodes);
    }

    @Override
    public String toString() {
      return String.join(" | ", nodes.stream().map(Node::toString).toList());
    }
  }

  /** One intermediate node: the sum of its inputs. */
  public record Node(List<Input> inputs) {
    public Node {
      inputs = List.copyOf(inputs);
      if (inputs.isEmpty()) {
        throw new IllegalArgumentException("a node must have at least one input");
      }
    }

    @Override
    public String toString() {
      return String.join(" ", inputs.stream().map(Input::toString).toList());
    }
  }

  /** An operation applied to an earlier node. */
  public record Input(OperationKind operation, int from) {
    @Override
    public String toString() {
      return operation.code() + "<" + from;
    }
  }
}
