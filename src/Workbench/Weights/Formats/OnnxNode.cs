namespace Workbench.Weights;

/// <summary>A node of an ONNX graph.</summary>
/// <param name="Operator">The operator, with its domain unless that is ONNX's own: "MatMul", "com.microsoft.FusedMatMul".</param>
/// <param name="Inputs">The names of the inputs; empty for one that is left out.</param>
/// <param name="Outputs">The names of the outputs.</param>
/// <param name="Numbers">The attributes that are numbers.</param>
/// <param name="Texts">The attributes that are texts.</param>
/// <param name="Value">The value of a constant; otherwise null.</param>
internal sealed record OnnxNode(
    string Operator,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, double> Numbers,
    IReadOnlyDictionary<string, string> Texts,
    OnnxTensor? Value
)
{
    /// <summary>Reads a NodeProto.</summary>
    public static OnnxNode Read(ProtobufReader message)
    {
        var (name, domain) = ("", "");
        List<string> inputs = [],
            outputs = [];
        Dictionary<string, double> numbers = [];
        Dictionary<string, string> texts = [];
        OnnxTensor? value = null;
        while (message.Next())
            switch (message.Field)
            {
                case 1:
                    inputs.Add(message.Text);
                    break;
                case 2:
                    outputs.Add(message.Text);
                    break;
                case 4:
                    name = message.Text;
                    break;
                case 5:
                    value = Attribute(message.Message, numbers, texts) ?? value;
                    break;
                case 7:
                    domain = message.Text;
                    break;
            }
        return new(domain is "" or "ai.onnx" ? name : $"{domain}.{name}", inputs, outputs, numbers, texts, value);
    }

    private static OnnxTensor? Attribute(ProtobufReader message, Dictionary<string, double> numbers, Dictionary<string, string> texts)
    {
        var name = "";
        OnnxTensor? value = null;
        while (message.Next())
            switch (message.Field)
            {
                case 1:
                    name = message.Text;
                    break;
                case 2:
                    numbers[name] = BitConverter.UInt32BitsToSingle((uint)message.Number);
                    break;
                case 3:
                    numbers[name] = (long)message.Number;
                    break;
                case 4:
                    texts[name] = message.Text;
                    break;
                case 5:
                    value = OnnxTensor.Read(message.Message);
                    break;
            }
        return value;
    }
}
