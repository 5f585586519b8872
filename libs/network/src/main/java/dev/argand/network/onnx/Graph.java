package dev.argand.network.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An ONNX graph that is being built; values are named by text. Operators are of opset 13. */
final class Graph {
  private static final int OPSET = 13;
  private static final int IR_VERSION = 7;
  private static final String BATCH = "batch";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("argand");
  private int values;

  /** A float input or output {@code [batch, ...]}. */
  private static ValueInfoProto value(String name, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
    for (long length : shape) {
      dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(length));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(dims)))
        .build();
  }

  void input(String name, long... shape) {
    graph.addInput(value(name, shape));
  }

  /** Gives a value the name of an output. */
  void output(String from, String name, long... shape) {
    graph.addNode(
        NodeProto.newBuilder().setOpType("Identity").setName(name).addInput(from).addOutput(name));
    graph.addOutput(value(name, shape));
  }

  /** A constant of floats; its values are rounded to single precision here. */
  String floats(double[] constants, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * constants.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double constant : constants) {
      bytes.putFloat((float) constant);
    }
    return constant(TensorProto.DataType.FLOAT, bytes.array(), shape);
  }

  /** A constant of whole numbers, such as a shape. */
  String longs(long... constants) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * constants.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long constant : constants) {
      bytes.putLong(constant);
    }
    return constant(TensorProto.DataType.INT64, bytes.array(), constants.length);
  }

  private String constant(TensorProto.DataType type, byte[] bytes, long... shape) {
    String name = fresh("constant");
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    for (long length : shape) {
      tensor.addDims(length);
    }
    graph.addInitializer(tensor);
    return name;
  }

  private String fresh(String kind) {
    return kind + "_" + values++;
  }

  /** An operator with one output. */
  String node(String operator, List<String> inputs, Map<String, ?> attributes) {
    return nodes(operator, inputs, 1, attributes).get(0);
  }

  /** An operator with one output and no attributes. */
  String node(String operator, String... inputs) {
    return node(operator, List.of(inputs), Map.of());
  }

  /**
   * An operator with several outputs.
   *
   * @param attributes a Long, a List of Longs or a text each
   */
  List<String> nodes(String operator, List<String> inputs, int outputs, Map<String, ?> attributes) {
    String name = fresh(operator.toLowerCase(java.util.Locale.ROOT));
    List<String> made =
        java.util.stream.IntStream.range(0, outputs)
            .mapToObj(i -> outputs == 1 ? name : name + "_" + i)
            .toList();
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addAllInput(inputs)
            .addAllOutput(made);
    new TreeMap<>(attributes).forEach((key, value) -> node.addAttribute(attribute(key, value)));
    graph.addNode(node);
    return made;
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof Long number) {
      return attribute.setType(AttributeProto.AttributeType.INT).setI(number).build();
    }
    if (value instanceof List<?> list) {
      attribute.setType(AttributeProto.AttributeType.INTS);
      list.forEach(number -> attribute.addInts((Long) number));
      return attribute.build();
    }
    throw new IllegalArgumentException("attribute " + name + " must be numbers, was " + value);
  }

  /** The model's file. */
  byte[] model(Map<String, String> metadata) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("argand")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setGraph(graph);
    new TreeMap<>(metadata)
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }
}
