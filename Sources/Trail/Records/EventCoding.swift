internal import FoundationEssentials
internal import MonkeyKit

/// An event's own fields as JSON, keys sorted: the value of `data`.
func encodedData(of event: TrailEvent) throws -> [UInt8] {
    switch event {
    case .intent(let intent): try json(intent)
    case .step(_, let step): try json(step)
    case .active(_, let activation): try json(activation)
    case .measured(_, let measurement): try json(measurement)
    case .note(_, let text): try json(Note(text: shortened(text)))
    case .rollback(_, let cause): try json(cause)
    case .ended(_, let ending): try json(ending)
    case .refused(let refused): try json(refused)
    case .halt(let order), .resume(let order): try json(order)
    case .torn(let torn): try json(torn)
    case .segment(let head): encoded(head)
    case .unknown(_, _, let value): try json(value)
    }
}

/// The event of a record; `unknown` where its word or its shape is not known here.
func decodedEvent(_ record: TrailRecord) -> TrailEvent {
    (try? decoded(record)) ?? unknown(record)
}

/// - Throws: `DecodingError` where the data are not what the event's word says.
func decoded(_ record: TrailRecord) throws -> TrailEvent {
    func data<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try decoder.decode(Carrier<Value>.self, from: Data(record.line)).data
    }
    switch (record.header.event, record.attack) {
    case ("intent", _): return .intent(try data(Intent.self))
    case ("step", let id?): return .step(id, try data(Step.self))
    case ("active", let id?): return .active(id, try data(Activation.self))
    case ("measured", let id?): return .measured(id, try data(Measurement.self))
    case ("note", let id): return .note(id, try data(Note.self).text)
    case ("rollback", let id?): return .rollback(id, try data(RollbackCause.self))
    case ("ended", let id?): return .ended(id, try data(Ending.self))
    case ("refused", _): return .refused(try data(RefusedAttack.self))
    case ("halt", _): return .halt(try data(HaltOrder.self))
    case ("resume", _): return .resume(try data(HaltOrder.self))
    case ("torn", _): return .torn(try data(TornLine.self))
    case ("segment", _): return segmentHead(record).map { .segment($0) } ?? unknown(record)
    default: return unknown(record)
    }
}

private func unknown(_ record: TrailRecord) -> TrailEvent {
    // What cannot even be read as JSON is kept as its text.
    let value = try? decoder.decode(Carrier<JSONValue>.self, from: Data(record.line)).data
    return .unknown(record.attack, name: record.header.event, value ?? .string(record.text))
}

/// Whether the whole line is JSON, not only its beginning.
func isJSON(_ line: UnsafeRawBufferPointer) -> Bool {
    (try? decoder.decode(JSONValue.self, from: Data(line))) != nil
}

private struct Note: Codable { let text: String }
private struct Carrier<Value: Decodable>: Decodable { let data: Value }

private func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A measurement that divided by zero must not keep the end of an attack out of the trail.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return [UInt8](try encoder.encode(value))
}

private var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
}
