package dev.argand.network.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.Genotype;
import dev.argand.network.Genotype.Cell;
import dev.argand.network.Genotype.Input;
import dev.argand.network.Genotype.Node;
import dev.argand.network.OperationKind;
import dev.argand.network.SearchSpace;
import dev.argand.signal.CounterRandom;
import java.awt.geom.Rectangle2D;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ArchitectureSvgTest {
  @Test
  void draw_genotype_labelsEveryOperationOnce() throws Exception {
    Document svg = parse(ArchitectureSvg.draw(TinyBundle.GENOTYPE));
    assertThat(texts(svg, "label"))
        .containsExactlyInAnyOrder("sep3", "skip", "dil5", "max3", "avg3", "sep5", "dil3", "skip");
    assertThat(texts(svg, "name"))
        .containsExactly(
            "ck\u22122",
            "ck\u22121",
            "0",
            "1",
            "output",
            "ck\u22122",
            "ck\u22121",
            "0",
            "1",
            "output");
    assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
        .isEqualTo(TinyBundle.GENOTYPE.toString());
  }

  @Test
  void draw_twoOperationsFromTheSameNode_shareALabel() throws Exception {
    Genotype genotype = Genotype.parse("SS1 normal[sep3<0 avg3<0] reduction[skip<0 skip<1]");
    assertThat(texts(parse(ArchitectureSvg.draw(genotype)), "label"))
        .containsExactly("sep3 + avg3", "skip", "skip");
  }

  @Test
  void draw_anyGenotype_hasNoOverlapAndStaysInside() throws Exception {
    CounterRandom random = CounterRandom.of(3);
    for (int round = 0; round < 40; round++) {
      int nodes = 1 + round % 6;
      boolean full = round % 2 == 0;
      Genotype genotype =
          new Genotype(SearchSpace.SS1, cell(random, nodes, full), cell(random, nodes, full));
      Document svg = parse(ArchitectureSvg.draw(genotype));
      Element root = svg.getDocumentElement();
      Rectangle2D ground =
          new Rectangle2D.Double(0, 0, number(root, "width"), number(root, "height"));
      List<Rectangle2D> boxes = boxes(svg);
      assertThat(boxes).allMatch(ground::contains);
      for (int i = 0; i < boxes.size(); i++) {
        for (int j = 0; j < i; j++) {
          assertThat(boxes.get(i).intersects(boxes.get(j)))
              .as("boxes %s and %s of %s", boxes.get(i), boxes.get(j), genotype)
              .isFalse();
        }
      }
    }
  }

  @Test
  void draw_isSelfContainedAndDeterministic() {
    String svg = ArchitectureSvg.draw(TinyBundle.GENOTYPE);
    assertThat(svg).isEqualTo(ArchitectureSvg.draw(Genotype.parse(TinyBundle.GENOTYPE.toString())));
    assertThat(svg).contains("prefers-color-scheme: dark").doesNotContain("href", "url(", "\r");
  }

  private static Cell cell(CounterRandom random, int nodes, boolean full) {
    OperationKind[] kinds = OperationKind.values();
    List<Node> made = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      int[] sources = new int[node + 2];
      for (int i = 0; i < sources.length; i++) {
        sources[i] = i;
      }
      random.shuffle(sources);
      List<Input> inputs = new ArrayList<>();
      for (int i = 0; i < (full ? sources.length : 2); i++) {
        inputs.add(new Input(kinds[random.nextInt(kinds.length)], sources[i]));
      }
      made.add(new Node(inputs));
    }
    return new Cell(made);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<String> texts(Document svg, String style) {
    NodeList all = svg.getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i) instanceof Element text && text.getAttribute("class").equals(style)) {
        texts.add(text.getTextContent());
      }
    }
    return texts;
  }

  /** Labels and nodes. */
  private static List<Rectangle2D> boxes(Document svg) {
    NodeList all = svg.getElementsByTagName("rect");
    List<Rectangle2D> boxes = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i) instanceof Element box && !box.getAttribute("class").equals("ground")) {
        boxes.add(
            new Rectangle2D.Double(
                number(box, "x"), number(box, "y"), number(box, "width"), number(box, "height")));
      }
    }
    return boxes;
  }

  private static double number(Element element, String name) {
    return Double.parseDouble(element.getAttribute(name));
  }
}
